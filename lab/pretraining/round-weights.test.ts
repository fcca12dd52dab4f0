import { expect, test } from 'vitest';
import type { Network } from '@house-style/model/network';
import { initialise } from '@house-style/training/network/initialise';
import { roundWeights } from './round-weights';

const network: Network = { cell: 'lstm', input: 'embedding', vocabulary: 30, embedding: 4, hidden: [6], dropout: 0 };

test('rounding keeps weights to one part in two thousand, and half of their bytes are all but empty', () => {
  const parameters = initialise(network, 1);
  const rounded = roundWeights(parameters);
  expect([...rounded.keys()]).toEqual([...parameters.keys()]);
  for (const [name, { data, shape }] of parameters) {
    const after = rounded.get(name)!;
    expect(after.shape).toEqual(shape);
    for (const [index, weight] of data.entries()) {
      expect(Math.abs(after.data[index]! - weight)).toBeLessThanOrEqual(Math.abs(weight) / 2000);
    }
    const bits = new Uint32Array(after.data.buffer, after.data.byteOffset, after.data.length);
    expect(bits.every((word) => (word & 0x1fff) === 0)).toBe(true);
  }
  expect(roundWeights(rounded)).toEqual(rounded);
});

test('a weight between two rounded ones goes to the nearer, across the border of a power of two', () => {
  const name = 'w';
  const data = Float32Array.of(1.99999, -1.00001, 0);
  const rounded = roundWeights(new Map([[name, { name, shape: [3], data }]])).get(name)!.data;
  expect([...rounded]).toEqual([2, -1, 0]);
});
