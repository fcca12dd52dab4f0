import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Draw, faultIn, faultKinds, misspellings, otherCases, planted } from './faults';
import { rankOf, Tally } from './tally';

const packages = path.resolve(import.meta.dirname, '../../node_modules');

function drawFrom(start: number): Draw {
  let state = start;
  return (below) => (state = (state * 48_271 + 11) % 2_147_483_647) % below;
}

describe.each(['rxjs/src/internal/Observable.ts', 'node-gyp/gyp/pylib/gyp/common.py', 're2/vendor/re2/re2/prog.cc'])(
  '%s',
  (name) => {
    test.each(faultKinds)('changes one line by: %s', async (kind) => {
      const text = await readFile(path.join(packages, name), 'utf8');
      for (let seed = 1; seed <= 3; seed++) {
        const fault = faultIn(kind, name, text, drawFrom(seed));
        // Not every file has a place for each kind.
        if (fault === undefined) return;
        const faulty = planted(text, fault);
        const [before, after] = [text.split('\n'), faulty.split('\n')];
        expect(after).toHaveLength(before.length);
        expect(after.filter((line, at) => line !== before[at])).toHaveLength(1);
      }
    });
  },
);

test('a name in another case has the same words, and one of a single word has none', () => {
  expect(otherCases('bufferSize')).toEqual(['buffer_size', 'BufferSize']);
  expect(otherCases('buffer_size')).toEqual(['bufferSize', 'BufferSize']);
  expect(otherCases('buffer')).toEqual([]);
});

test('a misspelt name is one or two letters off', () => {
  expect(misspellings('sizeOf')).toEqual(expect.arrayContaining(['szieOf', 'szeOf', 'siizeOf']));
  expect(misspellings('map')).toEqual([]);
});

test('a line ranks in the middle of those that score the same, and last without a score', () => {
  const lines = [
    [0, 3],
    [1, 2],
    [2, 2],
    [3, 2],
    [4, 1],
  ] as const;
  expect(lines.map(([line]) => rankOf(lines, line))).toEqual([1, 3, 3, 3, 5]);
  expect(rankOf(lines, 9)).toBe(6);
});

test('figures are of all kinds and of each', () => {
  const tally = new Tally<'a' | 'b'>();
  tally.add('a', 1);
  tally.add('a', 20);
  tally.add('b', 10);
  expect(tally.figures.kinds['a']).toEqual({ faults: 2, recallAt10: 0.5, reciprocalRank: 0.525 });
  expect(tally.figures.all.recallAt10).toBeCloseTo(2 / 3);
});
