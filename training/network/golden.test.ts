import { type Cell, type Network, type Parameter, parameterShapes } from '@house-style/model/network';
import { describe, expect, test } from 'vitest';
import { OnnxRuntimeProgram } from '../engines/onnxruntime/program';
import type { Optimiser } from './step';
import golden from './golden/golden.json';

/** How far a parameter may be from PyTorch's after two steps that move each by up to 0.02. */
const tolerance = 1e-4;

const optimisers: Readonly<Record<string, Optimiser>> = {
  adamw: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: golden.weightDecay },
  rmsprop: { kind: 'rmsprop', decay: 0.95, epsilon: 1e-8, weightDecay: 0 },
  sgd: { kind: 'sgd', momentum: 0.9, weightDecay: 0 },
};

describe('two training steps give what PyTorch gives (golden/make_golden.py)', () => {
  test.each(golden.cases.map((one) => [`${one.cell} with ${one.optimiser}`, one] as const))(
    '%s',
    async (_name, one) => {
      const { time, batch, vocabulary, embedding, hidden } = golden;
      const network: Network = {
        cell: one.cell as Cell,
        input: 'embedding',
        vocabulary,
        embedding,
        hidden,
        dropout: 0,
      };
      const start: Record<string, number[]> = one.start;
      const end: Record<string, number[]> = one.end;
      const parameters = new Map<string, Parameter>(
        parameterShapes(network).map((shape) => [
          shape.name,
          { ...shape, data: Float32Array.from(start[shape.name]!) },
        ]),
      );
      const rule = { optimiser: optimisers[one.optimiser]!, clipNorm: golden.clipNorm };
      const program = await OnnxRuntimeProgram.create(network, { time, batch }, rule, parameters, {});
      for (const step of one.steps) {
        const result = await program.step(
          {
            inputs: Uint8Array.from(step.inputs),
            targets: Uint8Array.from(step.targets),
            weights: Float32Array.from(step.weights),
            carry: new Float32Array(batch).fill(1),
            masks: [],
          },
          golden.learningRate,
        );
        expect(result.loss).toBeCloseTo(step.loss, 5);
        expect(result.gradientNorm).toBeCloseTo(step.gradientNorm, 5);
      }
      for (const [name, { data }] of await program.parameters()) {
        const largest = data.reduce((most, value, index) => Math.max(most, Math.abs(value - end[name]![index]!)), 0);
        expect(largest, name).toBeLessThan(tolerance);
        expect(Array.from(data), `${name} has moved`).not.toEqual(start[name]);
      }
      await program.dispose();
    },
  );
});
