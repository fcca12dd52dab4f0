import type { StepResult } from '../engines/engine';

/** What is remembered of the losses so far, nats a token. */
export interface LossHistory {
  /** Exponential moving average over about twenty steps; null before the first. */
  readonly smoothed: number | null;
  /** The lowest that it has been. */
  readonly lowest: number | null;
}

const smoothing = 0.95;
/**
 * Nats above the lowest smoothed loss that no odd file explains: a network that knew a language and now gives each
 * character about e² = 7 times less than before has come apart.
 */
const explosion = 2;

export function withLoss({ smoothed, lowest }: LossHistory, loss: number): LossHistory & { readonly smoothed: number } {
  const next = smoothed === null ? loss : smoothing * smoothed + (1 - smoothing) * loss;
  return { smoothed: next, lowest: lowest === null ? next : Math.min(lowest, next) };
}

/** Whether the loss is near its lowest: weights that may be coming apart are not worth a checkpoint. */
export function isHealthy({ smoothed, lowest }: LossHistory): boolean {
  return smoothed === null || lowest === null || smoothed < lowest + explosion / 4;
}

/** Why a step shows that training has diverged, or undefined where it has not. */
export function divergence({ loss, gradientNorm }: StepResult, history: LossHistory): string | undefined {
  if (!Number.isFinite(loss)) return 'the loss is not a number any more';
  if (!Number.isFinite(gradientNorm)) return 'the gradient is not a number any more';
  const { smoothed, lowest } = withLoss(history, loss);
  if (lowest !== null && smoothed > lowest + explosion) {
    return `the loss rose from ${lowest.toFixed(2)} to ${smoothed.toFixed(2)} nats`;
  }
  return undefined;
}
