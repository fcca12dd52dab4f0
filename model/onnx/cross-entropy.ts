import type { Value } from './graph';
import {
  argMax,
  cast,
  equal,
  exponential,
  logSoftmax,
  multiply,
  oneHot,
  reduceSum,
  reshape,
  subtract,
  transpose,
} from './operators';

export interface LossInputs {
  /** Tokens to predict, int64 `[time, batch]`. */
  readonly targets: Value;
  /** What each target counts, `[time·batch, 1]`; where they sum to one, the loss is a mean over what counts. */
  readonly shares: Value;
}

export interface Loss {
  /** Cross-entropies, each times what it counts, summed; nats, scalar. */
  readonly value: Value;
  /** Gradient by the logits, `[time·batch, vocabulary]`; emitted where asked for. */
  gradient(): Value;
}

/** Cross-entropy of the softmax over the vocabulary. @param logits `[vocabulary, time·batch]`. */
export function emitLoss(logits: Value, { targets, shares }: LossInputs): Loss {
  const [vocabulary, positions] = logits.shape as readonly number[] as [number, number];
  const logProbabilities = logSoftmax(transpose(logits), 1);
  const hot = oneHot(reshape(targets, [positions]), vocabulary, logits.type);
  const minus = logits.graph.scalar(logits.type, -1);
  return {
    value: multiply(reduceSum(multiply(multiply(hot, logProbabilities), shares)), minus),
    gradient: () => multiply(subtract(exponential(logProbabilities), hot), shares),
  };
}

/** What the targets count that the logits hold for the likeliest: with shares, the part of them. @param logits `[vocabulary, time·batch]`. */
export function emitPredicted(logits: Value, { targets, shares }: LossInputs): Value {
  const [, positions] = logits.shape as readonly number[] as [number, number];
  const right = equal(argMax(logits, 0), reshape(targets, [positions]));
  return reduceSum(multiply(cast(right, logits.type), reshape(shares, [positions])));
}
