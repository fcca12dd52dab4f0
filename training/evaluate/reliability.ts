import type { Predictions } from './predictions';

/** Predictions whose confidence lies within a tenth. */
export interface ReliabilityRow {
  readonly from: number;
  readonly to: number;
  /** Tokens predicted so. */
  readonly count: number;
  /** Mean confidence, and the share that was right; null where there are none. */
  readonly confidence: number | null;
  readonly right: number | null;
}

const tenths = 10;

/** How often what was thought likeliest came, by how likely it was thought: a model that is calibrated is right as often. */
export class Reliability {
  readonly #tenths = Array.from({ length: tenths }, () => ({ count: 0, confidence: 0, right: 0 }));

  /** @param confidence probability of what was thought likeliest, from 0 to 1. */
  add(confidence: number, right: boolean): void {
    const sums = this.#tenths[Math.min(tenths - 1, Math.floor(confidence * tenths))];
    if (sums === undefined) throw new RangeError(`${confidence} is no probability.`);
    sums.count += 1;
    sums.confidence += confidence;
    sums.right += right ? 1 : 0;
  }

  get rows(): ReliabilityRow[] {
    return this.#tenths.map(({ count, confidence, right }, tenth) => ({
      from: tenth / tenths,
      to: (tenth + 1) / tenths,
      count,
      confidence: count === 0 ? null : confidence / count,
      right: count === 0 ? null : right / count,
    }));
  }
}

export function reliability(predictions: readonly Predictions[]): ReliabilityRow[] {
  const all = new Reliability();
  for (const file of predictions) {
    for (const [index, confidence] of file.confidence.entries()) all.add(confidence, file.right[index] === 1);
  }
  return all.rows;
}
