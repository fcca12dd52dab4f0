import type { Network, Parameters } from '@house-style/model/network';
import { expect, test } from 'vitest';
import { initialise } from '../../network/initialise';
import { dropoutMasks } from '../../trainer/dropout';
import type { Batch, TrainingEngine, TrainingProgram } from '../engine';
import type { Optimiser, UpdateRule, Window } from '../../network/step';
import { OnnxRuntimeEngine } from '../onnxruntime/engine';
import { describeWithTensorflow } from '../../testing/if-set-up';
import { TensorflowEngine } from './tensorflow-engine';

const window: Window = { time: 8, batch: 6 };
const base: Network = {
  cell: 'lstm',
  input: 'embedding',
  vocabulary: 30,
  embedding: 12,
  hidden: [16, 12],
  dropout: 0.2,
};
const adamw: Optimiser = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 };
const rmsprop: Optimiser = { kind: 'rmsprop', decay: 0.95, epsilon: 1e-6, weightDecay: 0.01 };
const sgd: Optimiser = { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 };
const text = 'for (const layer of layers) { const state = layer.run(input); states.push(state); } return states;\n';

/** Windows of a small text over and over: it can be learned, so that losses move. */
function batchOf(network: Network, step: number): Batch {
  const token = (position: number) => text.charCodeAt(position % text.length) % network.vocabulary;
  const positions = Array.from({ length: window.time * window.batch }, (_, index) => {
    const [t, stream] = [Math.floor(index / window.batch), index % window.batch];
    return stream * 11 + step * window.time + t;
  });
  return {
    inputs: Uint8Array.from(positions, token),
    targets: Uint8Array.from(positions, (position) => token(position + 1)),
    weights: Float32Array.from(positions, (position) => (position % 17 === 0 ? 0 : 1)),
    carry: Float32Array.from({ length: window.batch }, (_, stream) => ((stream + step) % 9 === 0 ? 0 : 1)),
    masks: dropoutMasks(network, window.batch, 1, step),
  };
}

function compile(engine: TrainingEngine, network: Network, rule: UpdateRule): Promise<TrainingProgram> {
  const device = { engine: engine.name, kind: 'cpu', threads: 2 } as const;
  return engine.compile(network, window, rule, device, initialise(network, 1));
}

function largestDifference(a: Parameters, b: Parameters): number {
  let largest = 0;
  for (const [name, { data }] of a) {
    const other = b.get(name)!.data;
    for (const [index, value] of data.entries()) largest = Math.max(largest, Math.abs(value - other[index]!));
  }
  return largest;
}

describeWithTensorflow('TensorFlow beside ONNX Runtime', () => {
  test.each([
    ['an LSTM', base, adamw],
    ['a GRU', { ...base, cell: 'gru' as const }, adamw],
    ['an RNN', { ...base, cell: 'rnn' as const }, adamw],
    ['an LSTM with one-hot input', { ...base, input: 'one-hot' as const }, adamw],
    ['an LSTM with RMSprop', base, rmsprop],
    ['an LSTM with SGD', base, sgd],
  ])('trains %s as it does', { timeout: 240_000 }, async (_, network, optimiser) => {
    const rule = { optimiser, clipNorm: 0.5, outputGain: 4 };
    const learningRate = optimiser.kind === 'sgd' ? 0.1 : 3e-3;
    const ours = await compile(new TensorflowEngine(), network, rule);
    const theirs = await compile(new OnnxRuntimeEngine(), network, rule);

    const [first, expected] = await Promise.all(
      [ours, theirs].map((program) => program.step(batchOf(network, 0), learningRate)),
    );
    expect(Math.abs(first!.loss - expected!.loss)).toBeLessThan(1e-4);
    expect(Math.abs(first!.gradientNorm - expected!.gradientNorm)).toBeLessThan(1e-4);
    expect(largestDifference(await ours.parameters(), await theirs.parameters())).toBeLessThan(1e-4);

    const losses: number[] = [first!.loss];
    for (let step = 1; step < 100; step++) {
      const [{ loss }, reference] = [
        await ours.step(batchOf(network, step), learningRate),
        await theirs.step(batchOf(network, step), learningRate),
      ];
      expect(Math.abs(loss - reference.loss)).toBeLessThan(0.01 * reference.loss);
      losses.push(loss);
    }
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
    const unseen = { ...batchOf(network, 100), masks: [] };
    const { loss: validation } = await theirs.predict(unseen);
    expect(Math.abs((await ours.predict(unseen)).loss - validation)).toBeLessThan(0.01 * validation);
    await ours.dispose();
    await theirs.dispose();
  });

  test('a run that began with one goes on with the other', async () => {
    const rule = { optimiser: adamw, clipNorm: 1 };
    const theirs = await compile(new OnnxRuntimeEngine(), base, rule);
    for (let step = 0; step < 5; step++) await theirs.step(batchOf(base, step), 1e-3);
    const ours = await compile(new TensorflowEngine(), base, rule);
    await ours.restore(await theirs.parameters(), await theirs.snapshot());
    expect(largestDifference(await ours.parameters(), await theirs.parameters())).toBe(0);
    for (let step = 5; step < 10; step++) {
      const [{ loss }, reference] = [
        await ours.step(batchOf(base, step), 1e-3),
        await theirs.step(batchOf(base, step), 1e-3),
      ];
      expect(loss).toBeCloseTo(reference.loss, 4);
    }
    await theirs.restore(await ours.parameters(), await ours.snapshot());
    expect((await theirs.snapshot()).step).toBe(10);
    await ours.dispose();
    await theirs.dispose();
  });
});
