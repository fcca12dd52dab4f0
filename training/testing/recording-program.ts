/**
 * A training program that records what it is asked and computes nothing: all its weights are the number of its updates,
 * so that a test can tell which step's weights it was given back.
 */
import { elements, type Network, parameterShapes, type Parameters } from '@house-style/model/network';
import { stateShapes } from '../network/forward';
import type { Batch, OptimiserState, Prediction, StepResult, TrainingProgram } from '../engines/engine';

export interface RecordedStep {
  readonly batch: Batch;
  readonly learningRate: number;
}

export class RecordingProgram implements TrainingProgram {
  readonly steps: RecordedStep[] = [];
  readonly validated: { readonly weight: number; readonly batch: Batch }[] = [];
  #weight = 0;
  #updates = 0;
  #streams = 1;

  /**
   * @param lossOf validation loss, nats, of weights.
   * @param onStep called in each step.
   */
  constructor(
    private readonly network: Network,
    private readonly lossOf: (weight: number) => number,
    private readonly onStep: (step: number) => void = () => undefined,
  ) {}

  step(batch: Batch, learningRate: number): Promise<StepResult> {
    this.steps.push({ batch, learningRate });
    this.#streams = batch.carry.length;
    this.#weight += 1;
    this.#updates += 1;
    this.onStep(this.#updates);
    return Promise.resolve({ loss: 1, gradientNorm: 0.5 });
  }

  predict(batch: Batch): Promise<Prediction> {
    this.validated.push({ weight: this.#weight, batch });
    return Promise.resolve({ loss: this.lossOf(this.#weight), predicted: 0.5 });
  }

  parameters(): Promise<Parameters> {
    return Promise.resolve(filled(parameterShapes(this.network), this.#weight));
  }

  snapshot(): Promise<OptimiserState> {
    const carried = filled(stateShapes(this.network, this.#streams), 0);
    return Promise.resolve({ step: this.#updates, moments: new Map(), carried });
  }

  restore(parameters: Parameters, state: OptimiserState): Promise<void> {
    this.#weight = weightIn(parameters);
    this.#updates = state.step;
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

export function weightIn(parameters: Parameters): number {
  const [first] = parameters.values();
  return first?.data[0] ?? NaN;
}

function filled(
  shapes: readonly { readonly name: string; readonly shape: readonly number[] }[],
  value: number,
): Parameters {
  return new Map(
    shapes.map(({ name, shape }) => [name, { name, shape, data: new Float32Array(elements(shape)).fill(value) }]),
  );
}
