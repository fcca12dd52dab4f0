/** Drawing the next token from a distribution. */
import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import type { Spelling } from '../vocabulary/spelling';

export interface SamplingOptions {
  /** Probabilities are raised to 1 / temperature: 1 samples as predicted, below 1 nearer to the likeliest, 0 takes it. */
  readonly temperature: number;
  /** Only the likeliest tokens that together reach this probability are drawn from (Holtzman et al. 2020); 1 for all. */
  readonly topP: number;
}

/**
 * Draws one of the tokens that may come next.
 *
 * @param random uniform in [0, 1).
 * @returns undefined where no allowed token has any probability.
 */
export function sampleToken(
  vocabulary: Vocabulary,
  probabilities: Float32Array,
  spelling: Spelling,
  { temperature, topP }: SamplingOptions,
  random: number,
): Token | undefined {
  const allowed: { token: Token; probability: number }[] = [];
  for (let token = 0; token < vocabulary.size; token++) {
    const probability = probabilities[token] as number;
    if (probability > 0 && spelling.allows(token)) allowed.push({ token, probability });
  }
  allowed.sort((a, b) => b.probability - a.probability);
  const [likeliest] = allowed;
  if (likeliest === undefined) return undefined;
  if (temperature === 0) return likeliest.token;

  // Divided by the largest first, so that a low temperature cannot underflow all of them to zero.
  const weights = allowed.map(({ probability }) => Math.pow(probability / likeliest.probability, 1 / temperature));
  const kept = nucleus(weights, topP);
  const total = weights.slice(0, kept).reduce((sum, weight) => sum + weight, 0);
  let left = random * total;
  for (let index = 0; index < kept; index++) {
    left -= weights[index] as number;
    if (left < 0) return allowed[index]?.token;
  }
  return allowed[kept - 1]?.token;
}

/** How many of the sorted weights together reach `topP` of their sum; at least one. */
function nucleus(weights: readonly number[], topP: number): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  for (const [index, weight] of weights.entries()) {
    reached += weight;
    if (reached >= topP * total) return index + 1;
  }
  return weights.length;
}
