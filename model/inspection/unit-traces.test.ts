import { expect, test } from 'vitest';
import { blockTokens, UnitTraces } from './unit-traces';

const [width, tokens] = [37, 2 * blockTokens + 19];

/** Numbers of very different sizes, by unit and token. */
function valueOf(unit: number, token: number): number {
  return Math.sin(unit * 7 + token) * 10 ** (unit % 5);
}

test('what is written is read again, by unit and by token', () => {
  const traces = new UnitTraces(width, tokens);
  const [offset, stride] = [width, 3 * width];
  for (let start = 0; start < tokens; start += blockTokens) {
    const count = Math.min(blockTokens, tokens - start);
    // Beside the rows of others.
    const values = new Float32Array(count * stride).fill(NaN);
    for (let step = 0; step < count; step++) {
      for (let unit = 0; unit < width; unit++) values[step * stride + offset + unit] = valueOf(unit, start + step);
    }
    traces.write(start, count, values, offset, stride);
  }
  for (let unit = 0; unit < width; unit++) {
    const expected = Array.from({ length: tokens }, (_, token) => valueOf(unit, token));
    const precision = 10 ** (unit % 5) / 30_000;
    expect(apart(traces.read(unit), expected)).toBeLessThan(precision);
    expect(apart(traces.read(unit, 100, 200), expected.slice(100, 200))).toBeLessThan(precision);
    const strongest = Math.max(...expected.map(Math.abs));
    expect(Math.abs(traces.strongest(unit) - strongest)).toBeLessThan(precision);
    const squares = expected.reduce((sum, value) => sum + value * value, 0);
    expect(traces.rootMeanSquare(unit) / Math.sqrt(squares / tokens)).toBeCloseTo(1, 4);
  }
  const rows = traces.rows(blockTokens, blockTokens);
  expect(rows[5 * width + 8]).toBeCloseTo(valueOf(8, blockTokens + 5), 0);
});

test('numbers within a bound are read again as well', () => {
  const traces = new UnitTraces(3, 5, 1);
  const values = Float32Array.of(1, -1, 0.5, 0, 0.25, -0.75, 0.1, 0.2, 0.3, -0.1, -0.2, -0.3, 0.9, 0.99, 0.999);
  traces.write(0, 5, values);
  for (let unit = 0; unit < 3; unit++) {
    const expected = Array.from({ length: 5 }, (_, token) => values[3 * token + unit]!);
    expect(apart(traces.read(unit), expected)).toBeLessThan(1e-4);
  }
  expect(traces.strongest(0)).toBeCloseTo(1, 4);
});

test('a unit that is always nothing stays that', () => {
  const traces = new UnitTraces(1, 3);
  traces.write(0, 3, new Float32Array(3));
  expect([...traces.read(0), traces.strongest(0), traces.rootMeanSquare(0)]).toEqual([0, 0, 0, 0, 0]);
});

function apart(found: Float32Array, expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...expected.map((value, at) => Math.abs(value - found[at]!)));
}
