import { expect, test } from 'vitest';
import { percentiles } from './percentiles';

test('percentiles go by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(percentiles(hundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(percentiles([4, 1, 3, 2])).toEqual({ p50: 2, p95: 4, p99: 4 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
});

test('there are none of nothing', () => {
  expect(percentiles([])).toEqual({ p50: NaN, p95: NaN, p99: NaN });
});
