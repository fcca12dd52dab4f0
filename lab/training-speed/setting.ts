/** What every training benchmark has in common, and how a step is timed. */
import type { RecurrentNetwork } from '@house-style/model/network';
import type { Batch, TrainingProgram } from '@house-style/training/engines/engine';
import type { UpdateRule, Window } from '@house-style/training/network/step';

export const threads = 2;
export const warmUpSteps = 5;
export const turns = 7;
export const stepsATurn = 3;

export interface Setting {
  readonly name: string;
  readonly network: RecurrentNetwork;
  readonly window: Window;
}

/** An LSTM of equal layers as the benchmarks have it. */
export function lstm(layers: number, hidden: number, vocabulary = 100): RecurrentNetwork {
  const units = Array<number>(layers).fill(hidden);
  return { cell: 'lstm', input: 'embedding', vocabulary, embedding: 64, hidden: units, dropout: 0 };
}

/**
 * Floating-point operations that one step needs: for each product of the recurrent, the output and the upper layers'
 * input matrices a forward one, one for the gradient of its input and one for that of its weights, two operations a
 * weight and character. The first layer's input is a look-up in a table that has a row for each token, which costs next
 * to nothing, and elementwise work is not counted.
 */
export function operationsAStep({ network: { hidden, vocabulary }, window }: Setting): number {
  const weights = hidden.reduce(
    (sum, units, layer) => sum + 4 * units * (units + (layer === 0 ? 0 : (hidden[layer - 1] ?? 0))),
    vocabulary * (hidden.at(-1) ?? 0),
  );
  return 3 * 2 * weights * window.time * window.batch;
}

export const rule: UpdateRule = {
  optimiser: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  clipNorm: 1,
};

export async function timeSteps(program: TrainingProgram, batch: Batch, steps: number): Promise<number> {
  const began = performance.now();
  for (let step = 0; step < steps; step++) await program.step(batch, 1e-3);
  return (performance.now() - began) / 1000;
}

export function randomBatch({ network, window }: Setting): Batch {
  const length = window.time * window.batch;
  // Any tokens do: the time of a step does not depend on them.
  const tokens = (factor: number): Uint8Array =>
    Uint8Array.from({ length }, (_, index) => (index * factor) % network.vocabulary);
  return {
    inputs: tokens(7919),
    targets: tokens(104_729),
    weights: new Float32Array(length).fill(1),
    carry: new Float32Array(window.batch).fill(1),
    masks: [],
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
