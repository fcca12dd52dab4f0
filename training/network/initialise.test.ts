import { expect, test } from 'vitest';
import type { Network, Parameters } from '@house-style/model/network';
import { networkOf } from '@house-style/model/testing/random-model';
import { initialise } from './initialise';

const network = networkOf({ vocabulary: 100, embedding: 16, hidden: [24, 40] });

function valuesOf(name: string, parameters: Parameters = initialise(network, 1)): Float32Array {
  const data = parameters.get(name)?.data;
  if (data === undefined) throw new Error(`There is no ${name}.`);
  return data;
}

/** Asserts that values are uniform in ±bound: no larger, nearly as large somewhere, and as wide as that is. */
function expectUniform(values: Float32Array, bound: number): void {
  const largest = Math.max(...values.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
  expect(largest).toBeGreaterThan(0.97 * bound);
  const squares = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(Math.sqrt(3 * squares) / bound).toBeCloseTo(1, 1);
  expect(values.reduce((sum, value) => sum + value, 0) / values.length / bound).toBeCloseTo(0, 1);
}

test('matrices are uniform in 1 / √(features in), embeddings in one half, the output times its gain', () => {
  expectUniform(valuesOf('embedding'), 0.5);
  expectUniform(valuesOf('layer0.input'), 1 / Math.sqrt(16));
  expectUniform(valuesOf('layer0.recurrent'), 1 / Math.sqrt(24));
  expectUniform(valuesOf('layer1.input'), 1 / Math.sqrt(24));
  expectUniform(valuesOf('layer1.recurrent'), 1 / Math.sqrt(40));
  expectUniform(valuesOf('output.weight'), 1 / Math.sqrt(40));
  expectUniform(valuesOf('output.weight', initialise(network, 1, 4)), 4 / Math.sqrt(40));
  expect(valuesOf('layer1.input', initialise(network, 1, 4))).toEqual(valuesOf('layer1.input'));
});

test('biases are zero, but one for the gate that forgets', () => {
  const bias = valuesOf('layer0.bias');
  expect([...bias]).toEqual(Array.from({ length: 96 }, (_, unit) => (unit >= 24 && unit < 48 ? 1 : 0)));
  expect(new Set(valuesOf('output.bias'))).toEqual(new Set([0]));
  const others: Network = { ...network, cell: 'gru' };
  expect(new Set(valuesOf('layer0.bias', initialise(others, 1)))).toEqual(new Set([0]));
});

test('weights are the same for a seed, others for another, and no two matrices are alike', () => {
  expect(initialise(network, 1)).toEqual(initialise(network, 1));
  expect(valuesOf('layer0.input', initialise(network, 2))).not.toEqual(valuesOf('layer0.input'));
  expect(valuesOf('layer0.input').slice(0, 8)).not.toEqual(valuesOf('layer0.recurrent').slice(0, 8));
});
