import { expect, it } from 'vitest';
import { restartDelay } from './restart-delay';

it('is short after the first crash, doubles, and stays bearable', () => {
  expect([1, 2, 3, 4].map(restartDelay)).toEqual([250, 500, 1000, 2000]);
  expect(restartDelay(50)).toBe(30_000);
});
