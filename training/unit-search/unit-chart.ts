import { Failure } from '@house-style/protocol/failure';
import { lineChart } from '../charts/line-chart';
import type { DepthSearch } from './unit-search';

/** Characters that are drawn: as many as can still be read. */
const drawn = 80;
const colours = { unit: '#d9822b', depth: '#4a78c8' };

/** The unit that follows the depth of a text best, drawn over the text with the depth on the unit's own scale. */
export function unitChart({ units, activations: all, characters, depths }: DepthSearch): string {
  const [best] = units;
  if (!best || depths.length === 0) throw new Failure('usage', 'There is nothing to draw: the text is empty.');
  const activations = all.subarray(0, drawn);
  const { slope, offset } = lineThrough(depths, all);
  const xs = Array.from(activations, (_, index) => index);
  return lineChart({
    title: `${best.state} unit ${best.unit} of layer ${best.layer} and the depth of nesting`,
    xLabel: 'text read',
    yLabel: `correlation ${best.correlation.toFixed(3)}`,
    xNames: xs.map((index) => (characters[index] === '\n' ? '⏎' : (characters[index] ?? ''))),
    series: [
      {
        name: 'depth, scaled',
        colour: colours.depth,
        points: xs.map((x) => ({ x, y: offset + slope * (depths[x] as number) })),
      },
      {
        name: `unit ${best.unit}`,
        colour: colours.unit,
        points: xs.map((x) => ({ x, y: activations[x] as number })),
      },
    ],
  });
}

/** The line that gives `ys` from `xs` with the least squared error. */
function lineThrough(xs: ArrayLike<number>, ys: ArrayLike<number>): { slope: number; offset: number } {
  const count = xs.length;
  const mean = (values: ArrayLike<number>): number =>
    Array.from({ length: count }, (_, index) => values[index] as number).reduce((a, b) => a + b, 0) / count;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [together, square] = [0, 0];
  for (let index = 0; index < count; index++) {
    const off = (xs[index] as number) - meanX;
    together += off * ((ys[index] as number) - meanY);
    square += off * off;
  }
  const slope = square === 0 ? 0 : together / square;
  return { slope, offset: meanY - slope * meanX };
}
