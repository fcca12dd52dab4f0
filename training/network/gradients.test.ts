import { elements, type Network, parameterShapes } from '@house-style/model/network';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor, type Results } from '@house-style/model/onnx-runtime/runtime';
import { describe, expect, test } from 'vitest';
import type { Window } from './step';
import { stateShapes } from './forward';
import { buildGradientGraph } from './training-graph';

/** Central differences of this width leave an error of about its square, far below the tolerance. */
const width = 1e-5;
const tolerance = 1e-7;

const window: Window = { time: 4, batch: 3 };
const fixed = { input: 'embedding', vocabulary: 7, embedding: 3, hidden: [5], dropout: 0 } as const;
const tiny = { vocabulary: 7, embedding: 3, dropout: 0.5 };

describe('gradients equal central differences, in float64, for every parameter', () => {
  test.each<[string, Network]>(
    (['lstm', 'gru', 'rnn'] as const)
      .flatMap((cell): [string, Network][] => [
        [`${cell}, embedding, one layer`, { ...tiny, cell, input: 'embedding', hidden: [5] }],
        [`${cell}, one-hot, one layer`, { ...tiny, cell, input: 'one-hot', hidden: [4] }],
        [`${cell}, two layers of different widths`, { ...tiny, cell, input: 'embedding', hidden: [4, 3] }],
        [`${cell}, four layers, no dropout`, { ...tiny, cell, input: 'embedding', hidden: [3, 2, 3, 2], dropout: 0 }],
      ])
      .concat(
        (['sum', 'concatenation'] as const).flatMap((cell): [string, Network][] => [
          [`${cell} of 2 characters`, { ...fixed, cell, context: 2 }],
          // Longer than the window, so that what is carried reaches over more than one.
          [`${cell} of 6 characters`, { ...fixed, cell, context: 6 }],
        ]),
      ),
  )('%s', async (_name, network) => {
    const session = await InferenceSession.create(
      serialise(buildGradientGraph(network, window, 'float64'), { producer: 'test', producerVersion: '' }),
      { logSeverityLevel: 3 },
    );
    const feeds = randomFeeds(network);
    const given = await session.run(feeds);
    const loss = async (): Promise<number> => numbers(await session.run(feeds, ['loss']), 'loss')[0]!;
    for (const { name } of parameterShapes(network)) {
      const values = feeds[name]!.data as Float64Array;
      const gradient = numbers(given, `gradient.${name}`);
      expect(gradient).toHaveLength(values.length);
      const differences = new Float64Array(values.length);
      for (const [index, value] of values.entries()) {
        values[index] = value + width;
        const above = await loss();
        values[index] = value - width;
        const below = await loss();
        values[index] = value;
        differences[index] = (above - below) / (2 * width);
      }
      expect(largestDifference(gradient, differences), name).toBeLessThan(tolerance);
      // A gradient that is zero everywhere would agree with differences of an input that is not connected.
      expect(Math.max(...gradient.map(Math.abs)), name).toBeGreaterThan(100 * tolerance);
    }
    await session.release();
  });
});

function numbers(results: Results, name: string): Float64Array {
  return results[name]!.data as Float64Array;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

/** Everything that a graph reads: some streams start anew, some targets are padding, some units are dropped. */
function randomFeeds(network: Network): Record<string, Tensor> {
  const random = numberSequence();
  const { time, batch } = window;
  const tensor = (shape: readonly number[], value: () => number): Tensor =>
    new Tensor('float64', Float64Array.from({ length: elements(shape) }, value), shape);
  const tokens = (): Tensor =>
    new Tensor(
      'int64',
      BigInt64Array.from({ length: time * batch }, () => BigInt(Math.floor(random() * network.vocabulary))),
      [time, batch],
    );
  const feeds: Record<string, Tensor> = {
    inputs: tokens(),
    targets: tokens(),
    shares: tensor([time * batch, 1], () => (random() < 0.2 ? 0 : 1 / (time * batch))),
    carry: new Tensor('float64', Float64Array.of(1, 0, 1), [1, batch]),
  };
  for (const { name, shape } of parameterShapes(network)) {
    feeds[name] = tensor(shape.length === 1 ? [...shape, 1] : shape, () => 2 * random() - 1);
  }
  for (const { name, shape } of stateShapes(network, batch)) feeds[name] = tensor(shape, () => 2 * random() - 1);
  for (const [layer, units] of network.hidden.entries()) {
    if (network.dropout > 0) feeds[`mask${layer}`] = tensor([units, batch], () => (random() < 0.3 ? 0 : 2));
  }
  return feeds;
}

/** A fixed sequence of numbers between 0 and 1 (Park & Miller 1988). */
function numberSequence(): () => number {
  let state = 20_240_229;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
