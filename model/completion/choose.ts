/** Which of the continuations found are suggested, and up to where. */
import type { Candidate, QuietReason } from '@house-style/protocol/inference-messages';
import type { StoppingRule } from './calibration';
import { fit, insert, isMidLine, type Surroundings } from './fit';
import { loopAtEnd } from './repetition';
import type { Continuation } from './search';
import { endsSensibly, isWorthALook, valueOf } from './stopping';

export type Choice =
  | { readonly kind: 'shown'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'quiet'; readonly reason: QuietReason };

interface Valued {
  readonly candidate: Candidate;
  /** Keystrokes that it is expected to save. */
  readonly value: number;
}

/**
 * @param continuations those found, each after its parent.
 * @param count suggestions wanted at most, none of which is how another one begins.
 */
export function choose(
  continuations: readonly Continuation[],
  around: Surroundings,
  rule: StoppingRule,
  count: number,
): Choice {
  const loops = loopsAmong(continuations, around.before);
  const midLine = isMidLine(around);
  const valued: Valued[] = [];
  let missed = rule.minimumValue;
  let reason: QuietReason = midLine ? whyNotMidLine(continuations) : 'unsure';
  for (const continuation of continuations) {
    const place = midLine
      ? { ...continuation, probability: continuation.completes ?? 0, wordEnds: 1, lineEnds: 1 }
      : continuation;
    if (place.probability < rule.minimumProbability || !endsSensibly(place, rule)) continue;
    const value = valueOf(place, rule);
    if (value <= rule.minimumValue) continue;
    const fitted = loops.has(continuation)
      ? repetition
      : midLine
        ? insert(place.text, around)
        : fit(place.text, around);
    if (fitted.kind === 'quiet') {
      if (value > missed) [missed, reason] = [value, fitted.reason];
      continue;
    }
    const { text, replaces } = fitted;
    // What fits may be shorter, and never is longer.
    const fittedValue = valueOf({ ...place, text }, rule);
    if (fittedValue <= rule.minimumValue) continue;
    if (!isWorthALook(around.before, { ...place, text }, rule)) {
      if (value > missed) [missed, reason] = [value, 'too-short'];
      continue;
    }
    valued.push({ candidate: { text, replaces, confidence: place.probability }, value: fittedValue });
  }
  const candidates = distinct(valued, count);
  return candidates.length > 0 ? { kind: 'shown', candidates } : { kind: 'quiet', reason };
}

/** Whether nothing is missing before the rest of the line, or nothing that was found leads to it. */
function whyNotMidLine(continuations: readonly Continuation[]): QuietReason {
  const likeliest = Math.max(...continuations.map(({ completes = 0 }) => completes));
  if (likeliest === 0) return 'suffix-disagrees';
  return continuations[0]?.completes === likeliest ? 'repeats-suffix' : 'unsure';
}

const repetition = { kind: 'quiet', reason: 'repetition' } as const;

/** Continuations that say something a second or third time on their way round a loop. */
function loopsAmong(continuations: readonly Continuation[], before: string): Set<Continuation> {
  const loops = new Set<Continuation>();
  for (const continuation of continuations) {
    const stretch = loopAtEnd(before + continuation.text);
    if (stretch === 0) continue;
    const firstRound = continuation.text.length - 2 * stretch;
    let round: Continuation | undefined = continuation;
    while (round !== undefined && round.text.length > firstRound) {
      loops.add(round);
      round = round.parent;
    }
  }
  return loops;
}

/** The most valuable ones of which none begins as another does. */
function distinct(valued: readonly Valued[], count: number): Candidate[] {
  const chosen: Candidate[] = [];
  for (const { candidate } of [...valued].sort((a, b) => b.value - a.value)) {
    if (chosen.length === count) break;
    const { text } = candidate;
    if (!chosen.some((other) => other.text.startsWith(text) || text.startsWith(other.text))) chosen.push(candidate);
  }
  return chosen;
}
