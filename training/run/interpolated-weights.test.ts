import { expect, it } from 'vitest';
import type { Network } from '@house-style/model/network';
import { initialise } from '../network/initialise';
import { interpolate } from './interpolated-weights';

const sizes = { vocabulary: 7, embedding: 3, hidden: [4], dropout: 0 };
const embedded: Network = { ...sizes, cell: 'lstm', input: 'embedding' };
const oneHot: Network = { ...sizes, cell: 'lstm', input: 'one-hot' };
const known = 5;

/** Start and end whose numbers are all 1 and 3. */
function between(network: Network) {
  const filled = (value: number) =>
    new Map([...initialise(network, 1)].map(([name, one]) => [name, { ...one, data: one.data.map(() => value) }]));
  return { start: filled(1), end: filled(3) };
}

it.each([
  [0, 1],
  [0.25, 1.5],
  [1, 3],
])('with %s of the way, weights are %s', (learned, value) => {
  const weights = interpolate(embedded, between(embedded), embedded.vocabulary, learned);
  for (const { data } of weights.values()) expect(new Set(data)).toEqual(new Set([value]));
});

it('takes tokens that the start has not read from the end', () => {
  const weights = interpolate(embedded, between(embedded), known, 0.5);
  for (const [name, columns] of [
    ['embedding', 3],
    ['output.weight', 4],
    ['output.bias', 1],
  ] as const) {
    const data = [...weights.get(name)!.data];
    expect(data).toEqual([...Array<number>(known * columns).fill(2), ...Array<number>(2 * columns).fill(3)]);
  }
  expect(new Set(weights.get('layer0.recurrent')!.data)).toEqual(new Set([2]));
  const input = [...interpolate(oneHot, between(oneHot), known, 0.5).get('layer0.input')!.data];
  expect(input.slice(0, 14)).toEqual([2, 2, 2, 2, 2, 3, 3, 2, 2, 2, 2, 2, 3, 3]);
});

it('refuses networks of different sizes', () => {
  const { end } = between(embedded);
  const { start } = between({ ...embedded, hidden: [5] });
  expect(() => interpolate(embedded, { start, end }, known, 0.5)).toThrow(/differ in/);
});
