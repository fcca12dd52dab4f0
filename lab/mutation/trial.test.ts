import { expect, test } from 'vitest';
import { roundsOf } from './trial';

test('tests beside the file are tried first, then the nearest, and none that fails anyway or takes too long', () => {
  const distances = new Map([
    ['model/far.test.ts', 3],
    ['model/a/failing.test.ts', 1],
    ['model/a/long.test.ts', 1],
    ['model/a/short.test.ts', 5],
    ['model/b/near.test.ts', 1],
    ['model/b/endless.test.ts', 2],
  ]);
  const durations = new Map([
    ['model/far.test.ts', 200],
    ['model/a/long.test.ts', 50_000],
    ['model/a/short.test.ts', 100],
    ['model/b/near.test.ts', 300],
    ['model/b/endless.test.ts', 60_000],
  ]);
  expect(roundsOf('model/a/some.ts', distances, durations)).toEqual([
    ['model/a/short.test.ts', 'model/far.test.ts'],
    ['model/a/long.test.ts', 'model/b/near.test.ts'],
  ]);
  expect(roundsOf('model/c/some.ts', new Map([['model/b/endless.test.ts', 1]]), durations)).toHaveLength(1);
});
