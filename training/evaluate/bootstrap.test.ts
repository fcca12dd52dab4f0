import { expect, it } from 'vitest';
import { intervalOf } from './bootstrap';

it('is as wide as the standard error of the mean says, where files are alike in size', () => {
  const files = Array.from({ length: 400 }, (_, index) => ({ part: index % 2, whole: 1 }));
  const [low, high] = intervalOf(files)!;
  // Half of the files, whose deviation is one half: 1.96 · 0.5 / √400.
  expect(low).toBeCloseTo(0.5 - 0.049, 2);
  expect(high).toBeCloseTo(0.5 + 0.049, 2);
});

it('counts files by their size, and is nothing wide where all are alike', () => {
  const files = Array.from({ length: 9 }, (_, index) => ({ part: 2 * (index + 1), whole: index + 1 }));
  expect(intervalOf(files)).toEqual([2, 2]);
  const [low, high] = intervalOf([
    { part: 0, whole: 1000 },
    { part: 1, whole: 1 },
  ])!;
  expect([low, high]).toEqual([0, 1]);
});

it('is the same each time, and none of a single file', () => {
  const files = [
    { part: 1, whole: 2 },
    { part: 3, whole: 4 },
    { part: 9, whole: 10 },
  ];
  expect(intervalOf(files)).toEqual(intervalOf(files));
  expect(intervalOf(files.slice(0, 1))).toBeNull();
});
