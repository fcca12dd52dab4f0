import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heldOutOf, isHeldOut, nothingHeldOut, splitTail } from './split';

// First four bytes of each path's SHA-256 over 2^32, from Python's hashlib.
test.each([
  ['src/index.ts', 0.635276],
  ['README.md', 0.700033],
  ['src/größe.ts', 0.091151],
  ['lib/日本.py', 0.239026],
  ['src/file19.ts', 0.058247],
  ['src/file25.ts', 0.069798],
  ['src/file32.ts', 0.045739],
  ['src/file33.ts', 0.00208],
  ['src/file36.ts', 0.037611],
])('%s has hash %f', (path, share) => {
  expect(isHeldOut(path)).toBe(share < 0.1);
});

test.each([
  [0, /nothing to learn/],
  [1, /one file alone/],
  [2, /2 files are too few/],
])('of %i files, none of which is held out, a whole sentence is told', (files, words) => {
  expect(nothingHeldOut(files)).toMatch(words);
});

test('about a tenth of all paths is held out', () => {
  const paths = Array.from({ length: 20_000 }, (_, index) => `src/folder${index % 97}/file${index}.ts`);
  const share = paths.filter(isHeldOut).length / paths.length;
  // Five standard deviations: 5 · √(0.1 · 0.9 / 20000).
  expect(Math.abs(share - 0.1)).toBeLessThan(0.0106);
});

test('the split depends on nothing but the path', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (paths) => {
      const forward = new Map(paths.map((path) => [path, isHeldOut(path)]));
      for (const path of paths.toReversed()) expect(isHeldOut(path)).toBe(forward.get(path));
    }),
    { numRuns: 30 },
  );
});

describe('the tail split', () => {
  test('keeps the first nine tenths of the characters, rounded down, and loses nothing', () => {
    expect(splitTail('abcdefghijklmno')).toEqual(['abcdefghijklm', 'no']);
    expect(splitTail('')).toEqual(['', '']);
  });

  test('counts characters, not code units, and never cuts one in two', () => {
    expect(splitTail('😀'.repeat(10))).toEqual(['😀'.repeat(9), '😀']);
  });
});

describe('of a few files', () => {
  const names = Array.from({ length: 400 }, (_, index) => `src/f${index}.ts`);
  const trained = names.filter((name) => !isHeldOut(name));
  const sized = (...characters: number[]) =>
    characters.map((count, index) => ({ path: trained[index]!, characters: count }));

  test('one is held out where chance holds out none: whichever has the lowest hash, in whatever order', () => {
    const files = sized(100, 110, 90, 105);
    const [first] = heldOutOf(files);
    expect(heldOutOf(files).size).toBe(1);
    expect(heldOutOf(files.toReversed())).toEqual(new Set([first]));
  });

  test.each([
    ['a third of the code or more', sized(500, 500)],
    ['hardly anything', sized(900, 800, 1)],
  ])('it is none that is %s', (_, files) => {
    expect([...heldOutOf(files)].map(({ characters }) => characters)).toEqual([]);
  });

  test('chance decides where it holds out some and leaves some', () => {
    const files = names.map((path) => ({ path, characters: 1 }));
    expect(heldOutOf(files)).toEqual(new Set(files.filter(({ path }) => isHeldOut(path))));
  });

  test('none is held out where chance holds out all', () => {
    const all = names.filter(isHeldOut).map((path) => ({ path, characters: 5 }));
    expect(heldOutOf(all).size).toBe(0);
  });
});
