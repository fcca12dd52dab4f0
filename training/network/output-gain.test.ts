import { isOfOutput, type Network } from '@house-style/model/network';
import { describe, expect, test } from 'vitest';
import type { Batch } from '../engines/engine';
import type { UpdateRule } from './step';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine';
import { trainingOptions } from '../options/options';
import { initialise } from './initialise';

const network: Network = { cell: 'lstm', input: 'embedding', vocabulary: 12, embedding: 5, hidden: [7], dropout: 0 };
const window = { time: 4, batch: 3 };
const learningRate = 1e-2;
const batch: Batch = {
  inputs: Uint8Array.from({ length: 12 }, (_, index) => (index * 7) % 12),
  targets: Uint8Array.from({ length: 12 }, (_, index) => (index * 5 + 1) % 12),
  weights: new Float32Array(12).fill(1),
  carry: new Float32Array(3).fill(1),
  masks: [],
};

/** What one update from the same weights adds to each parameter. */
async function changes(outputGain: number): Promise<Map<string, number[]>> {
  const optimiser = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1 } as const;
  const rule: UpdateRule = { optimiser, clipNorm: 1, outputGain };
  const before = initialise(network, 1);
  const device = { engine: 'onnxruntime', kind: 'cpu', threads: 1 } as const;
  const program = await new OnnxRuntimeEngine().compile(network, window, rule, device, before);
  await program.step(batch, learningRate);
  const after = await program.parameters();
  await program.dispose();
  const change = (name: string): number[] =>
    Array.from(after.get(name)!.data, (value, index) => value - before.get(name)!.data[index]!);
  return new Map([...after.keys()].map((name) => [name, change(name)]));
}

describe('the gain of the output layer', () => {
  test('multiplies its updates, and no others', async () => {
    const [plain, gained] = [await changes(1), await changes(4)];
    for (const [name, change] of gained) {
      const factor = isOfOutput(name) ? 4 : 1;
      const expected = plain.get(name)!.map((value) => factor * value);
      for (const [index, value] of change.entries()) expect(value).toBeCloseTo(expected[index]!, 6);
    }
  });

  test('multiplies its first weights, and no others', () => {
    const [plain, gained] = [initialise(network, 1), initialise(network, 1, 4)];
    for (const [name, { data }] of gained) {
      const factor = name === 'output.weight' ? 4 : 1;
      expect(Array.from(data)).toEqual(Array.from(plain.get(name)!.data, (value) => Math.fround(factor * value)));
    }
  });

  test('is left out where updates follow the gradient’s size, and where only single characters are read', () => {
    expect(trainingOptions({}).outputGain).toBe(4);
    expect(trainingOptions({ optimiser: 'sgd' }).outputGain).toBe(1);
    expect(trainingOptions({ cell: 'sum' }).outputGain).toBe(1);
  });
});
