import type { Parameter, Parameters } from '@house-style/model/network';

/** Steps between two updates of the average: copying the weights out of the engine at each step would cost time. */
export const averagingInterval = 8;

/**
 * Exponential moving average of the weights (Polyak & Juditsky 1992), which often predicts better than the weights of
 * any one step. Its memory grows over the first updates, so that it never leans on the random start:
 * `min(decay, (1 + updates) / (10 + updates))`, as in TensorFlow's `ExponentialMovingAverage`.
 */
export class WeightAverage {
  readonly #decay: number;
  #average: Map<string, Parameter>;
  #updates: number;

  /** @param decayAStep of one training step; 0 keeps no average. */
  constructor(decayAStep: number, average: Parameters = new Map<string, Parameter>(), updates = 0) {
    this.#decay = decayAStep ** averagingInterval;
    this.#average = new Map(average);
    this.#updates = updates;
  }

  get enabled(): boolean {
    return this.#decay > 0;
  }

  get updates(): number {
    return this.#updates;
  }

  /** The average as it stands: read it before the next update, which changes it in place. */
  get parameters(): Parameters {
    return this.#average;
  }

  update(parameters: Parameters): void {
    if (this.#updates === 0) this.#average = copyOf(parameters);
    const kept = Math.min(this.#decay, (1 + this.#updates) / (10 + this.#updates));
    this.#updates += 1;
    for (const [name, { data: average }] of this.#average) {
      const data = parameters.get(name)?.data;
      if (data?.length !== average.length) throw new RangeError(`The network has no parameter ${name} of this shape.`);
      for (let index = 0; index < average.length; index++) {
        const value = average[index] as number;
        average[index] = value + (1 - kept) * ((data[index] as number) - value);
      }
    }
  }
}

export function copyOf(parameters: Parameters): Map<string, Parameter> {
  return new Map([...parameters].map(([name, parameter]) => [name, { ...parameter, data: parameter.data.slice() }]));
}
