import { expect, test } from 'vitest';
import { sizesFor, tableBytes } from './sizes';

test('tables of a small corpus have room for contexts, documents and half as much again', () => {
  expect(sizesFor(0)).toEqual({ tokens: 1 << 20, slotBits: 20, bucketBits: 18, matchBits: 15 });
  expect(sizesFor(1 << 16)).toEqual({ tokens: 98_304 + (1 << 20), slotBits: 20, bucketBits: 18, matchBits: 15 });
  expect(sizesFor((1 << 16) + 1)).toMatchObject({ slotBits: 21, bucketBits: 19, matchBits: 16 });
  expect(sizesFor(1_000_001)).toEqual({ tokens: 1_500_002 + (1 << 20), slotBits: 24, bucketBits: 22, matchBits: 19 });
});

test('tables of a large one stay within their memory: the larger of two is halved, contexts first', () => {
  expect(sizesFor(1_100_000)).toMatchObject({ slotBits: 24, bucketBits: 22, matchBits: 20 });
  expect(sizesFor(1 << 20, 140e6)).toMatchObject({ slotBits: 23, bucketBits: 22 });
  expect(sizesFor(1 << 20, 100e6)).toMatchObject({ slotBits: 23, bucketBits: 21 });
  for (const tokens of [1e5, 1e6, 1e7, 5e7]) {
    const sizes = sizesFor(tokens);
    expect(tableBytes(sizes)).toBeLessThanOrEqual(200e6);
    expect(sizes.tokens).toBeGreaterThan(1.5 * tokens);
    expect(sizes.matchBits).toBeLessThanOrEqual(20);
  }
  expect(sizesFor(1 << 20, 1).slotBits).toBe(16);
});

test('bytes are those of tokens, slots, buckets and three match models', () => {
  expect(tableBytes({ tokens: 5, slotBits: 10, bucketBits: 8, matchBits: 6 })).toBe(5 + 4096 + 4096 + 768);
});
