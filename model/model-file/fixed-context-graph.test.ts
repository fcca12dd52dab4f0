import { InferenceSession, Tensor } from '../onnx-runtime/runtime';
import { expect, test } from 'vitest';
import { randomParameters } from '../testing/random-model';
import type { FixedContextNetwork, Parameters } from '../network';
import { buildInferenceModel, parametersFromModel } from './inference-graph';

const shared = { input: 'embedding', vocabulary: 11, embedding: 3, hidden: [5], dropout: 0 } as const;
const text = [4, 9, 1, 1, 7, 10, 0, 2];

test.each([
  ['sum', 3],
  ['sum', 8],
  ['concatenation', 3],
  ['concatenation', 8],
] as const)(
  '%s of %i characters computes what its formula says, from the start of a text on',
  async (cell, context) => {
    const network: FixedContextNetwork = { ...shared, cell, context };
    const parameters = randomParameters(network, 3);
    const session = await InferenceSession.create(buildInferenceModel(network, parameters, {}));
    const start = new Tensor('float32', new Float32Array((context - 1) * 3), [context - 1, 1, 3]);
    const whole = await session.run({ characters: characters(text), hidden: start });
    expectClose(
      whole['logits']!.data as Float32Array,
      text.flatMap((_, at) => logitsAt(network, parameters, at)),
    );

    // A character at a time, from the state of the one before, gives the same.
    let hidden: Tensor = start;
    for (const [at, token] of text.entries()) {
      const one = await session.run({ characters: characters([token]), hidden });
      expectClose(one['logits']!.data as Float32Array, logitsAt(network, parameters, at));
      hidden = one['hidden_out'] as Tensor;
    }
    expect(Array.from(hidden.data as Float32Array)).toEqual(Array.from(whole['hidden_out']!.data as Float32Array));
    await session.release();
  },
);

test('stored weights come back as they were', () => {
  const network: FixedContextNetwork = { ...shared, cell: 'concatenation', context: 3 };
  const parameters = randomParameters(network, 3);
  const stored = new Map([...parameters].map(([name, { data }]) => [name, data]));
  expect(parametersFromModel(network, stored)).toEqual(parameters);
  expect(() => parametersFromModel(network, new Map())).toThrow(/embedding/);
});

function characters(tokens: readonly number[]): Tensor {
  return new Tensor('int64', BigInt64Array.from(tokens, BigInt), [tokens.length, 1]);
}

/** The formulas of `model/network.ts`, a number at a time. */
function logitsAt(network: FixedContextNetwork, parameters: Parameters, at: number): number[] {
  const data = (name: string): Float32Array => parameters.get(name)!.data;
  const product = (name: string, vector: readonly number[]): number[] => {
    const rows = parameters.get(name)!.shape[0]!;
    return Array.from({ length: rows }, (_, row) =>
      vector.reduce((sum, value, column) => sum + data(name)[row * vector.length + column]! * value, 0),
    );
  };
  const plus = (a: readonly number[], b: ArrayLike<number>): number[] => a.map((value, index) => value + b[index]!);
  const relu = (vector: readonly number[]): number[] => vector.map((value) => Math.max(0, value));
  let state = [0, 0, 0, 0, 0];
  for (let place = at - network.context + 1; place <= at; place++) {
    const e = place < 0 ? [0, 0, 0] : Array.from(data('embedding').subarray(text[place]! * 3, text[place]! * 3 + 3));
    const read = network.cell === 'sum' ? e : [...state, ...e];
    const rectified = relu(plus(product('context.input', read), data('context.inputBias')));
    const joined = network.cell === 'sum' ? plus(rectified, state) : rectified;
    state = plus(product('context.hidden', joined), data('context.hiddenBias')).map(Math.tanh);
  }
  return plus(product('output.weight', state), data('output.bias'));
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expect(Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)))).toBeLessThan(2e-6);
}
