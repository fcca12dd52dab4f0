import { expect, test } from 'vitest';
import type { Parameters } from '@house-style/model/network';
import { averagingInterval, WeightAverage } from './weight-average';

const weights = (...values: number[]): Parameters =>
  new Map([['w', { name: 'w', shape: [values.length], data: Float32Array.from(values) }]]);

test('starts at the first weights seen and follows them', () => {
  const average = new WeightAverage(0.999);
  average.update(weights(4, -4));
  expect(average.parameters.get('w')!.data).toEqual(Float32Array.of(4, -4));
  average.update(weights(0, 0));
  // min(0.999 ** 8, 2 / 11) of the old average is kept.
  expect(average.parameters.get('w')!.data[0]).toBeCloseTo(4 * (2 / 11), 5);
});

test('in the long run keeps the decay for each step between two updates', () => {
  const average = new WeightAverage(0.99, weights(1), 10_000);
  average.update(weights(0));
  expect(average.parameters.get('w')!.data[0]).toBeCloseTo(0.99 ** averagingInterval, 6);
});

test('does not touch the weights that it is given', () => {
  const given = weights(1, 2);
  const average = new WeightAverage(0.9);
  average.update(given);
  average.update(weights(5, 5));
  expect(given.get('w')!.data).toEqual(Float32Array.of(1, 2));
});
