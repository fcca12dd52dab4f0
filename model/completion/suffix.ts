/**
 * Weighs continuations by how well the text that stands after the cursor goes on from them.
 *
 * Bayes' rule over the tree that the search has grown. A continuation c may be all that is missing before the suffix; it
 * then weighs P(c) P(suffix | c), with the suffix's first tokens for the suffix. What was not looked at weighs its
 * probability times that of a suffix that nothing is known of. The probability that a text is how the missing one begins
 * is the weight of everything that begins with it, over the weight of everything.
 */
import { probabilityOf, type Context, type Predictor } from '../predictor';
import type { Continuation } from './search';

/** Tokens of the suffix that are asked about: a line break, indentation and the first word say most of it. */
export const suffixTokens = 8;
/** Continuations that are asked about, those after which the suffix most probably begins. */
const askedAbout = 4;
/** Less probable ones would change nothing. */
const leastProbable = 0.05;
/** What a token of a suffix is expected with where nothing is known before it. */
const unknownToken = 0.5;
/** How often other lines still come between the line being typed and those below. */
const moreInBetween = 0.3;

/**
 * @param continuations those that a search found, each after its parent.
 * @param suffix the first tokens of what stands after the cursor.
 * @returns the same continuations in the same order, with other probabilities.
 */
export async function weighBySuffix<C extends Context>(
  predictor: Predictor<C>,
  continuations: readonly Continuation<C>[],
  suffix: Uint8Array,
  signal?: AbortSignal,
): Promise<readonly Continuation<C>[]> {
  const first = suffix[0];
  if (first === undefined) return continuations;
  const beginnings = continuations.map((continuation) =>
    continuation.incomplete ? 0 : continuation.probability * (continuation.context.probabilities[first] as number),
  );
  const asked = [...continuations.keys()]
    .filter((index) => (beginnings[index] as number) >= leastProbable)
    .sort((a, b) => (beginnings[b] as number) - (beginnings[a] as number))
    .slice(0, askedAbout);
  if (asked.length === 0) return continuations;
  const contexts = asked.map((index) => (continuations[index] as Continuation<C>).context);
  const likelihoods = await likelihoodsOf(predictor, contexts, suffix, signal);

  const unknown = unknownToken ** suffix.length;
  const ends = beginnings.map((beginning) => beginning * unknownToken ** (suffix.length - 1));
  for (const [at, index] of asked.entries()) {
    const { probability } = continuations[index] as Continuation<C>;
    const likelihood = likelihoods[at] as number;
    ends[index] = probability * ((1 - moreInBetween) * likelihood + moreInBetween * unknown);
  }
  return reweighed(continuations, beginnings, ends, unknown);
}

/** The probability of the whole suffix after each context. */
async function likelihoodsOf<C extends Context>(
  predictor: Predictor<C>,
  contexts: readonly C[],
  suffix: Uint8Array,
  signal?: AbortSignal,
): Promise<number[]> {
  const likelihoods = contexts.map(() => 1);
  let reached = contexts;
  for (const [index, token] of suffix.entries()) {
    for (const [at, place] of reached.entries()) {
      likelihoods[at] = (likelihoods[at] as number) * probabilityOf(place, token);
    }
    if (index === suffix.length - 1) break;
    signal?.throwIfAborted();
    reached = await predictor.advance(
      reached,
      reached.map(() => token),
      // The last one is only predicted.
      () => suffix.subarray(index + 1, -1),
    );
  }
  return likelihoods;
}

/**
 * @param beginnings probability of each continuation with the suffix's first token behind it.
 * @param ends weight of each continuation as all that is missing.
 * @param unknown weight of what was not looked at, for each part of its probability.
 */
function reweighed<C extends Context>(
  continuations: readonly Continuation<C>[],
  beginnings: readonly number[],
  ends: readonly number[],
  unknown: number,
): Continuation<C>[] {
  // What neither ends here nor goes on with one of its children is what was not looked at.
  const unseen = new Map(continuations.map((one, index) => [one, one.probability - (beginnings[index] as number)]));
  for (const { parent, probability } of continuations) {
    if (parent !== undefined) unseen.set(parent, (unseen.get(parent) ?? 0) - probability);
  }
  const weights = new Map<Continuation<C>, number>();
  for (let index = continuations.length - 1; index >= 0; index--) {
    const one = continuations[index] as Continuation<C>;
    const own = (ends[index] as number) + Math.max(0, unseen.get(one) ?? 0) * unknown;
    const weight = (weights.get(one) ?? 0) + own;
    weights.set(one, weight);
    if (one.parent !== undefined) weights.set(one.parent, (weights.get(one.parent) ?? 0) + weight);
  }
  const whole = weights.get(continuations[0] as Continuation<C>) ?? 0;
  if (!(whole > 0)) return [...continuations];

  const renewed = new Map<Continuation<C>, Continuation<C>>();
  for (const [index, one] of continuations.entries()) {
    const parent = one.parent && renewed.get(one.parent);
    const expectedTyped =
      parent === undefined ? 0 : parent.expectedTyped + (parent.incomplete ? 0 : parent.probability);
    renewed.set(one, {
      ...one,
      parent,
      probability: (weights.get(one) ?? 0) / whole,
      expectedTyped,
      completes: (ends[index] as number) / whole,
    });
  }
  return [...renewed.values()];
}
