import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from '../onnx-runtime/runtime';
import { describe, expect, it } from 'vitest';
import { elements, parameterShapes, type Cell, type Network, type Parameters, type RecurrentNetwork } from '../network';
import { buildInferenceModel, parametersFromModel } from './inference-graph';

const cells: readonly Cell[] = ['lstm', 'gru', 'rnn'];
const inputs = ['embedding', 'one-hot'] as const;

describe.each(cells)('the inference graph of a stacked %s', (cell) => {
  it.each(inputs)('gives the logits and states of the plain equations, %s input', async (input) => {
    const network: Network = { cell, input, vocabulary: 11, embedding: 5, hidden: [7, 4, 6], dropout: 0 };
    const parameters = randomParameters(network);
    const session = await InferenceSession.create(buildInferenceModel(network, parameters, {}));
    const sequence = [
      [3, 0, 10],
      [1, 1, 9],
      [7, 2, 5],
      [4, 4, 0],
    ];
    const states = Array.from({ length: 2 }, () => randomState(network, 3));

    const result = await session.run({
      characters: new Tensor('int64', BigInt64Array.from(sequence.flat(), BigInt), [4, 3]),
      hidden: new Tensor('float32', states[0]!, [3, 3, 7]),
      ...(cell === 'lstm' && { cell: new Tensor('float32', states[1]!, [3, 3, 7]) }),
    });

    const logits = result['logits']!;
    expect(logits.dims).toEqual([4, 3, 11]);
    for (let stream = 0; stream < 3; stream++) {
      const own = states.map((state) =>
        network.hidden.map((width, layer) => Array.from(state.subarray((layer * 3 + stream) * 7).subarray(0, width))),
      );
      const reference = forward(
        network,
        parameters,
        sequence.map((row) => row[stream]!),
        own[0]!,
        own[1]!,
      );
      for (const [time, row] of reference.logits.entries()) {
        expectClose((logits.data as Float32Array).subarray((time * 3 + stream) * 11).subarray(0, 11), row);
      }
      for (const [layer, width] of network.hidden.entries()) {
        const at = (layer * 3 + stream) * 7;
        expectClose((result['hidden_out']!.data as Float32Array).subarray(at, at + width), reference.hidden[layer]!);
        if (cell === 'lstm') {
          expectClose((result['cell_out']!.data as Float32Array).subarray(at, at + width), reference.cell[layer]!);
        }
      }
    }
  });
});

it.each(cells)('gives back the parameters of a %s that it stored', (cell) => {
  const network: Network = { cell, input: 'embedding', vocabulary: 5, embedding: 3, hidden: [4, 2], dropout: 0 };
  const parameters = randomParameters(network);
  const { graph } = onnxProto.onnx.ModelProto.decode(buildInferenceModel(network, parameters, {}));
  const stored = new Map(
    graph!.initializer!.map(({ name, rawData }) => [name!, new Float32Array(Uint8Array.from(rawData!).buffer)]),
  );
  expect(parametersFromModel(network, stored)).toEqual(parameters);
});

it('stores its metadata where any ONNX reader finds it', () => {
  const network: Network = { cell: 'gru', input: 'one-hot', vocabulary: 3, embedding: 0, hidden: [2], dropout: 0 };
  const bytes = buildInferenceModel(network, randomParameters(network), { 'house_style.note': 'grüße' });
  expect(Buffer.from(bytes).includes(Buffer.from('grüße'))).toBe(true);
});

it('refuses parameters of another network', () => {
  const network: Network = { cell: 'rnn', input: 'one-hot', vocabulary: 3, embedding: 0, hidden: [2], dropout: 0 };
  const wider: Network = { ...network, hidden: [3] };
  expect(() => buildInferenceModel(wider, randomParameters(network), {})).toThrow('layer0.input should have');
});

/** The equations of each cell, one stream, in float64. */
function forward(
  network: RecurrentNetwork,
  parameters: Parameters,
  characters: readonly number[],
  hidden: number[][],
  cell: number[][],
): { logits: number[][]; hidden: number[][]; cell: number[][] } {
  const product = (name: string, vector: readonly number[]): number[] => {
    const { data, shape } = parameters.get(name)!;
    return Array.from({ length: shape[0]! }, (_, row) =>
      vector.reduce((total, x, column) => total + data[row * shape[1]! + column]! * x, 0),
    );
  };
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const logits = characters.map((character) => {
    let x =
      network.input === 'embedding'
        ? Array.from(parameters.get('embedding')!.data).slice(
            character * network.embedding,
            (character + 1) * network.embedding,
          )
        : Array.from({ length: network.vocabulary }, (_, token) => (token === character ? 1 : 0));
    for (const [layer, width] of network.hidden.entries()) {
      const h = hidden[layer]!;
      const c = cell[layer]!;
      const bias = parameters.get(`layer${layer}.bias`)!.data;
      const fromInput = product(`layer${layer}.input`, x).map((value, row) => value + bias[row]!);
      const fromState = product(`layer${layer}.recurrent`, h);
      const gate = (block: number, unit: number): number =>
        fromInput[block * width + unit]! + fromState[block * width + unit]!;
      x = h.map((before, unit) => {
        switch (network.cell) {
          case 'lstm': {
            const kept = sigmoid(gate(1, unit)) * c[unit]! + sigmoid(gate(0, unit)) * Math.tanh(gate(3, unit));
            c[unit] = kept;
            return sigmoid(gate(2, unit)) * Math.tanh(kept);
          }
          case 'gru': {
            const reset = sigmoid(gate(0, unit));
            const update = sigmoid(gate(1, unit));
            const recurrent = fromState[2 * width + unit]! + parameters.get(`layer${layer}.recurrentBias`)!.data[unit]!;
            return (1 - update) * Math.tanh(fromInput[2 * width + unit]! + reset * recurrent) + update * before;
          }
          case 'rnn':
            return Math.tanh(gate(0, unit));
        }
      });
      hidden[layer] = x;
    }
    const bias = parameters.get('output.bias')!.data;
    return product('output.weight', x).map((value, token) => value + bias[token]!);
  });
  return { logits, hidden, cell };
}

/** Deterministic, so that a failure repeats: the low bits of a Weyl sequence. */
function randomNumbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => (((index + 1) * (seed + 0.618034) * 7.13) % 1) * 1.6 - 0.8);
}

function randomParameters(network: Network): Parameters {
  return new Map(
    parameterShapes(network).map(({ name, shape }, index) => [
      name,
      { name, shape, data: randomNumbers(elements(shape), index + 1) },
    ]),
  );
}

function randomState(network: Network, batch: number): Float32Array {
  return randomNumbers(network.hidden.length * batch * Math.max(...network.hidden), 17);
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(Math.max(...expected.map((value, index) => Math.abs(value - actual[index]!)))).toBeLessThan(2e-6);
}
