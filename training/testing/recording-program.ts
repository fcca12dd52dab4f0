/**
 * A training program that records what it is asked and computes nothing: its one weight is the number of its updates, so
 * that a test can tell which step's weights it was given back.
 */
import type { Parameters } from '@house-style/model/network';
import type { Batch, OptimiserState, StepResult, TrainingProgram } from '../engines/engine';

export interface RecordedStep {
  readonly batch: Batch;
  readonly learningRate: number;
}

export class RecordingProgram implements TrainingProgram {
  readonly steps: RecordedStep[] = [];
  readonly validated: { readonly weight: number; readonly batch: Batch }[] = [];
  #weight = 0;
  #updates = 0;

  /**
   * @param lossOf validation loss, nats, of weights.
   * @param onStep called in each step.
   */
  constructor(
    private readonly lossOf: (weight: number) => number,
    private readonly onStep: (step: number) => void = () => undefined,
  ) {}

  step(batch: Batch, learningRate: number): Promise<StepResult> {
    this.steps.push({ batch, learningRate });
    this.#weight += 1;
    this.#updates += 1;
    this.onStep(this.#updates);
    return Promise.resolve({ loss: 1, gradientNorm: 0.5 });
  }

  loss(batch: Batch): Promise<number> {
    this.validated.push({ weight: this.#weight, batch });
    return Promise.resolve(this.lossOf(this.#weight));
  }

  parameters(): Promise<Parameters> {
    return Promise.resolve(new Map([['weight', { name: 'weight', shape: [1], data: Float32Array.of(this.#weight) }]]));
  }

  snapshot(): Promise<OptimiserState> {
    return Promise.resolve({ step: this.#updates, moments: new Map(), carried: new Map() });
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
  return parameters.get('weight')?.data[0] ?? NaN;
}
