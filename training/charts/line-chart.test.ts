import { expect, test } from 'vitest';
import { lineChart } from './line-chart';

const chart = { title: 'a < b', xLabel: 'steps', yLabel: 'bits' };

test('draws lines from the least to the most, upwards', () => {
  const points = [
    { x: 0, y: 1 },
    { x: 10, y: 3 },
  ];
  const svg = lineChart({ ...chart, series: [{ name: 'one', colour: 'red', points }] });
  expect(svg).toContain('d="M56,256L704,34"');
  expect(svg).toContain('<title>a &lt; b</title>');
  expect(svg).toContain('>1.5</text>');
});

test('draws what never changes, and refuses to draw nothing', () => {
  const flat = [{ x: 5, y: 2 }];
  expect(lineChart({ ...chart, series: [{ name: 'flat', colour: 'red', points: flat }] })).not.toContain('NaN');
  expect(() => lineChart({ ...chart, series: [] })).toThrow(RangeError);
});
