import { expect, test } from 'vitest';
import { roundsOf } from './trial';

test('the nearest tests are tried first, the shortest of those, and none that fails anyway or takes too long', () => {
  const distances = new Map([
    ['far', 3],
    ['failing', 1],
    ['near and long', 1],
    ['near', 1],
    ['endless', 2],
  ]);
  const durations = new Map([
    ['far', 200],
    ['near and long', 20_000],
    ['near', 100],
    ['endless', 60_000],
  ]);
  expect(roundsOf(distances, durations)).toEqual([['near'], ['near and long', 'far']]);
  expect(roundsOf(new Map([['endless', 1]]), durations)).toEqual([['endless']]);
});
