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
export function reliability(predictions: readonly Predictions[]): ReliabilityRow[] {
  const count = new Float64Array(tenths);
  const confidence = new Float64Array(tenths);
  const right = new Float64Array(tenths);
  for (const file of predictions) {
    for (const [index, probability] of file.confidence.entries()) {
      const tenth = Math.min(tenths - 1, Math.floor(probability * tenths));
      count[tenth] = (count[tenth] as number) + 1;
      confidence[tenth] = (confidence[tenth] as number) + probability;
      right[tenth] = (right[tenth] as number) + (file.right[index] as number);
    }
  }
  return Array.from({ length: tenths }, (_, tenth) => {
    const all = count[tenth] as number;
    return {
      from: tenth / tenths,
      to: (tenth + 1) / tenths,
      count: all,
      confidence: all === 0 ? null : (confidence[tenth] as number) / all,
      right: all === 0 ? null : (right[tenth] as number) / all,
    };
  });
}
