/** Tries TensorFlow on a small network: whether its fused kernels agree with its plain operations, and how fast it is. */
import { elements, type Network, type Parameters, parameterShapes } from '@house-style/model/network';
import type { Batch } from '../engine';
import type { UpdateRule, Window } from '../../network/step';
import { compileProgram } from './compile';
import type { Tensorflow } from './runtime';

const network: Network = {
  cell: 'lstm',
  input: 'embedding',
  vocabulary: 24,
  embedding: 16,
  hidden: [32, 24],
  dropout: 0,
};
const window: Window = { time: 12, batch: 8 };
const rule: UpdateRule = {
  optimiser: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.01 },
  clipNorm: 1,
};

/** Largest difference that rounding in another order explains; a wrong kernel is off by far more. */
export const tolerance = 1e-4;

/**
 * Trains a few steps by fused kernels and by plain operations.
 *
 * @returns the largest difference between losses, gradient norms and the parameters after the last step.
 */
export async function largestDifference(tensorflow: Tensorflow): Promise<number> {
  const results: number[][] = [];
  for (const path of ['fused', 'plain'] as const) {
    const program = compileProgram(tensorflow, path, network, window, rule, checkParameters(network));
    const numbers: number[] = [];
    for (let step = 0; step < 3; step++) {
      const { loss, gradientNorm } = await program.step(checkBatch(network, window), 1e-3);
      numbers.push(loss, gradientNorm);
    }
    for (const { data } of (await program.parameters()).values()) numbers.push(...data);
    await program.dispose();
    results.push(numbers);
  }
  const [fused, plain] = results as [number[], number[]];
  return fused.reduce((largest, number, index) => Math.max(largest, Math.abs(number - (plain[index] as number))), 0);
}

/** Parameters that look random and are the same everywhere. */
function checkParameters(of: Network): Parameters {
  const parameters = parameterShapes(of).map(({ name, shape }) => {
    const data = Float32Array.from(
      { length: elements(shape) },
      (_, index) => 0.3 * Math.sin(1.7 * index + shape.length),
    );
    return { name, shape, data };
  });
  return new Map(parameters.map((parameter) => [parameter.name, parameter]));
}

function checkBatch({ vocabulary }: Network, { time, batch }: Window): Batch {
  const tokens = time * batch;
  return {
    inputs: Uint8Array.from({ length: tokens }, (_, index) => (index * 7) % vocabulary),
    targets: Uint8Array.from({ length: tokens }, (_, index) => (index * 5 + 3) % vocabulary),
    weights: Float32Array.from({ length: tokens }, (_, index) => (index % 11 === 0 ? 0 : 1)),
    carry: Float32Array.from({ length: batch }, (_, index) => (index % 3 === 0 ? 0 : 1)),
    masks: [],
  };
}
