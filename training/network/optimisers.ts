import type { Value } from '@house-style/model/onnx/graph';
import { add, divide, multiply, squareRoot, subtract } from '@house-style/model/onnx/operators';
import type { Optimiser } from './step';

/** Which moment arrays an optimiser keeps for each parameter. */
export const momentKinds: Readonly<Record<Optimiser['kind'], readonly Moment[]>> = {
  adamw: ['first', 'second'],
  rmsprop: ['second'],
  sgd: ['first'],
};

export type Moment = 'first' | 'second';

/** Scalars that change from step to step, fed as inputs. */
export interface UpdateScalars {
  readonly learningRate: Value;
  /** 1 − β₁ᵗ and 1 − β₂ᵗ at update t, counted from 1; AdamW only. */
  readonly firstCorrection: Value;
  readonly secondCorrection: Value;
  /** What the gradient is multiplied with so that its global norm stays below the limit. */
  readonly clip: Value;
}

/** A parameter about to be updated. */
export interface Updatable {
  readonly value: Value;
  readonly gradient: Value;
  readonly moments: Partial<Record<Moment, Value>>;
  /** Whether weight decay falls on it. */
  readonly decays: boolean;
}

export interface Updated {
  readonly parameter: Value;
  readonly moments: Partial<Record<Moment, Value>>;
}

/**
 * One update of one parameter.
 *
 * - `adamw`: Loshchilov & Hutter 2019, algorithm 2, with ε outside the root of the corrected moment, as PyTorch has it.
 * - `rmsprop`: Tieleman & Hinton 2012, ε outside the root.
 * - `sgd`: heavy-ball momentum, v ← μ·v + g.
 *
 * Weight decay is decoupled from the gradient.
 */
export function emitUpdate(optimiser: Optimiser, updatable: Updatable, scalars: UpdateScalars): Updated {
  const { value: parameter, gradient, moments } = updatable;
  const { graph, type } = parameter;
  const number = (value: number): Value => graph.scalar(type, value);
  const momentOf = (kind: Moment): Value => {
    const moment = moments[kind];
    if (!moment) throw new TypeError(`${optimiser.kind} keeps a ${kind} moment.`);
    return moment;
  };
  /** decay·moment + share·clip·gradient: clipping costs no pass over the gradient of its own. */
  const blended = (moment: Value, decay: number, share: number): Value =>
    add(multiply(moment, number(decay)), multiply(gradient, multiply(scalars.clip, number(share))));
  const blendedSquare = (moment: Value, decay: number): Value => {
    const share = multiply(multiply(scalars.clip, scalars.clip), number(1 - decay));
    return add(multiply(moment, number(decay)), multiply(multiply(gradient, gradient), share));
  };
  const decayed =
    optimiser.weightDecay > 0 && updatable.decays
      ? multiply(parameter, subtract(number(1), multiply(scalars.learningRate, number(optimiser.weightDecay))))
      : parameter;

  switch (optimiser.kind) {
    case 'adamw': {
      const first = blended(momentOf('first'), optimiser.beta1, 1 - optimiser.beta1);
      const second = blendedSquare(momentOf('second'), optimiser.beta2);
      // √(v / c₂) = √v · (1 / √c₂): the correction stays a scalar.
      const root = multiply(squareRoot(second), divide(number(1), squareRoot(scalars.secondCorrection)));
      const rate = divide(scalars.learningRate, scalars.firstCorrection);
      const change = multiply(divide(first, add(root, number(optimiser.epsilon))), rate);
      return { parameter: subtract(decayed, change), moments: { first, second } };
    }
    case 'rmsprop': {
      const second = blendedSquare(momentOf('second'), optimiser.decay);
      const rate = multiply(scalars.learningRate, scalars.clip);
      const change = divide(multiply(gradient, rate), add(squareRoot(second), number(optimiser.epsilon)));
      return { parameter: subtract(decayed, change), moments: { second } };
    }
    case 'sgd': {
      const first = blended(momentOf('first'), optimiser.momentum, 1);
      return { parameter: subtract(decayed, multiply(first, scalars.learningRate)), moments: { first } };
    }
  }
}
