import { elements, type Network, type Parameters, parameterShapes } from '@house-style/model/network';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Batch, TrainingProgram } from '../engine';
import type { Optimiser, UpdateRule, Window } from '../../network/step';
import { compileProgram, type Path } from './compile';
import { describeWithTensorflow } from '../../testing/if-set-up';
import { loadTensorflow, type Tensorflow } from './runtime';

const window: Window = { time: 9, batch: 5 };
const base: Network = { cell: 'lstm', input: 'embedding', vocabulary: 19, embedding: 6, hidden: [12], dropout: 0 };
const adamw: Optimiser = { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 };
const rule: UpdateRule = { optimiser: adamw, clipNorm: 1 };

/** Numbers that look random and are the same in every run. */
function numbers(length: number, seed: number, scale: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => scale * Math.sin(12.9898 * index + 78.233 * seed + seed));
}

function parametersOf(network: Network): Parameters {
  const filled = parameterShapes(network).map(({ name, shape }, seed) => ({
    name,
    shape,
    data: numbers(elements(shape), seed + 1, 0.4),
  }));
  return new Map(filled.map((parameter) => [parameter.name, parameter]));
}

/** A batch with padding, streams that start anew and, where the network drops out, masks. */
function batchOf(network: Network, step: number): Batch {
  const tokens = window.time * window.batch;
  const mask = (units: number) =>
    numbers(units * window.batch, step, 1).map((number) => (number < -0.3 ? 0 : 1 / (1 - network.dropout)));
  return {
    inputs: Uint8Array.from({ length: tokens }, (_, index) => (index * 7 + step) % network.vocabulary),
    targets: Uint8Array.from({ length: tokens }, (_, index) => (index * 5 + 2 * step) % network.vocabulary),
    weights: Float32Array.from({ length: tokens }, (_, index) => ((index + step) % 6 === 0 ? 0 : 1)),
    carry: Float32Array.from({ length: window.batch }, (_, stream) => ((stream + step) % 3 === 0 ? 0 : 1)),
    masks: network.dropout === 0 ? [] : network.hidden.map(mask),
  };
}

async function train(program: TrainingProgram, network: Network, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) losses.push((await program.step(batchOf(network, step), 1e-2)).loss);
  return losses;
}

describeWithTensorflow('TensorFlow', () => {
  let tensorflow: Tensorflow;
  let programs: TrainingProgram[] = [];

  // The library is 800 MB: a cold or busy disk takes a while.
  beforeAll(async () => {
    tensorflow = await loadTensorflow({ kind: 'cpu' });
  }, 120_000);

  afterAll(async () => {
    for (const program of programs) await program.dispose();
    programs = [];
  });

  function compile(network: Network, path: Path = 'fused', update = rule): TrainingProgram {
    const program = compileProgram(tensorflow, path, network, window, update, parametersOf(network));
    programs.push(program);
    return program;
  }

  test.each([
    ['one layer', base],
    ['three layers with dropout', { ...base, hidden: [12, 7, 9], dropout: 0.3 }],
    ['one-hot input', { ...base, input: 'one-hot' as const, hidden: [8, 8] }],
  ])('fused kernels train as plain operations do: %s', async (_, network) => {
    const [fused, plain] = [compile(network, 'fused'), compile(network, 'plain')];
    const fusedLosses = await train(fused, network, 0, 8);
    const plainLosses = await train(plain, network, 0, 8);
    for (const [step, loss] of fusedLosses.entries()) expect(loss).toBeCloseTo(plainLosses[step]!, 5);
    const [fusedParameters, plainParameters] = [await fused.parameters(), await plain.parameters()];
    for (const [name, { data }] of fusedParameters) {
      const reference = plainParameters.get(name)!.data;
      expect(Math.max(...data.map((value, index) => Math.abs(value - reference[index]!)))).toBeLessThan(1e-4);
    }
  });

  test.each(['lstm', 'gru', 'rnn'] as const)('a %s learns', async (cell) => {
    const network: Network = { ...base, cell };
    const program = compile(network);
    const batch = batchOf(network, 1);
    const first = (await program.step(batch, 1e-2)).loss;
    for (let step = 0; step < 60; step++) await program.step(batch, 1e-2);
    expect((await program.step(batch, 1e-2)).loss).toBeLessThan(first / 2);
  });

  test('a program starts with the parameters that it was given', async () => {
    const network: Network = { ...base, hidden: [12, 7] };
    expect(await compile(network, 'fused').parameters()).toEqual(parametersOf(network));
  });

  test.each([
    adamw,
    { kind: 'rmsprop', decay: 0.95, epsilon: 1e-8, weightDecay: 0.01 },
    { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
  ] satisfies Optimiser[])('a restored $kind run goes on exactly where it was', async (optimiser) => {
    const update = { optimiser, clipNorm: 0.5 };
    const interrupted = compile(base, 'fused', update);
    await train(interrupted, base, 0, 3);
    const [parameters, state] = [await interrupted.parameters(), await interrupted.snapshot()];
    const continued = await train(interrupted, base, 3, 6);
    const restored = compile(base, 'plain', update);
    await restored.restore(parameters, state);
    for (const [step, loss] of (await train(restored, base, 3, 6)).entries()) {
      expect(loss).toBeCloseTo(continued[step]!, 5);
    }
    expect([...state.carried.keys()]).toEqual(['hidden0', 'cell0']);
    expect(state.carried.get('hidden0')!.shape).toEqual([12, window.batch]);
  });

  test('validation leaves training as it was', async () => {
    const [quiet, validated] = [compile(base), compile(base)];
    const losses = await train(quiet, base, 0, 4);
    const others: number[] = [];
    for (let step = 0; step < 4; step++) {
      await validated.predict(batchOf(base, 100 + step));
      others.push(...(await train(validated, base, step, step + 1)));
    }
    expect(others).toEqual(losses);
  });

  test('validation carries its own state from window to window', async () => {
    const program = compile(base);
    const batch = batchOf(base, 0);
    const { loss: fresh } = await program.predict({ ...batch, carry: batch.carry.map(() => 0) });
    const { loss: carried } = await program.predict({ ...batch, carry: batch.carry.map(() => 1) });
    expect(carried).not.toBeCloseTo(fresh, 4);
    expect((await program.predict({ ...batch, carry: batch.carry.map(() => 0) })).loss).toBe(fresh);
  });

  test('a long gradient is reported as it was and clipped to the norm', async () => {
    const sgd = (clipNorm: number): UpdateRule => ({
      optimiser: { kind: 'sgd', momentum: 0, weightDecay: 0 },
      clipNorm,
    });
    const program = compile(base, 'fused', sgd(0.01));
    const { gradientNorm } = await program.step(batchOf(base, 0), 1);
    expect(gradientNorm).toBeGreaterThan(0.01);
    const [before, after] = [parametersOf(base), await program.parameters()];
    let squares = 0;
    for (const [name, { data }] of after) {
      squares += data.reduce((sum, value, index) => sum + (value - before.get(name)!.data[index]!) ** 2, 0);
    }
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 5);
  });

  test('nothing leaks: 200 steps leave tensors and memory as they were', { timeout: 120_000 }, async () => {
    const network: Network = { ...base, hidden: [64, 64], dropout: 0.2 };
    const program = compile(network);
    const count = () => [tensorflow.tf.memory().numTensors, tensorflow.raw.nativeTensors];
    await train(program, network, 0, 50);
    const [tensors, memory] = [count(), process.memoryUsage().rss];
    for (let step = 50; step < 250; step++) {
      await program.step(batchOf(network, step), 1e-3);
      await program.predict(batchOf(network, step));
    }
    expect(count()).toEqual(tensors);
    // One step makes some 2 MB of tensors: had even a tenth of them stayed, this would be exceeded.
    expect(process.memoryUsage().rss - memory).toBeLessThan(40e6);
  });

  test('disposing gives everything back', async () => {
    const before = tensorflow.raw.nativeTensors;
    const program = compileProgram(tensorflow, 'fused', base, window, rule, parametersOf(base));
    await train(program, base, 0, 2);
    await program.dispose();
    expect(tensorflow.raw.nativeTensors).toBe(before);
  });

  test('another device in the same process is refused with the reason', async () => {
    await expect(loadTensorflow({ kind: 'cuda' })).rejects.toThrow('chooses its device once in a process');
    await expect(loadTensorflow({ kind: 'webgpu' })).rejects.toThrow('does not run on webgpu');
  });
});
