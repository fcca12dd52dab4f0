/**
 * Fits a decoded text to what stands around the cursor, or says why nothing of it should be shown.
 */
import type { QuietReason } from '../process/messages';

/** What stands around the cursor. */
export interface Surroundings {
  /** The cursor's line, before the cursor. */
  readonly before: string;
  /** The cursor's line, after the cursor, without its line break. */
  readonly after: string;
  /** The next line below that is not blank; empty where there is none. */
  readonly below: string;
}

export type Fitted =
  | { readonly kind: 'fits'; readonly text: string; readonly replaces: number }
  | { readonly kind: 'quiet'; readonly reason: QuietReason };

/** Shorter suggestions cost more attention than typing them does. */
const shortestSuggestion = 3;

/** Code units before the end of a line that are looked through for repetition; minified lines are far longer. */
const repetitionWindow = 200;

/** Closers that editors insert by themselves, and what may follow them. */
const closersOnly = /^[\s)\]}>'"`;,]*$/;
const wordCharacter = /[\p{L}\p{N}_$]/u;

/**
 * The text around a place in a document.
 *
 * @param offset code units, within the text.
 */
export function surroundings(text: string, offset: number): Surroundings {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const lineFeed = text.indexOf('\n', offset);
  const lineEnd = lineFeed < 0 ? text.length : lineFeed;
  const below = /\S.*/.exec(text.slice(lineEnd, lineEnd + 2000))?.[0] ?? '';
  return {
    before: text.slice(lineStart, offset),
    after: text.slice(offset, lineEnd).replace(/\r$/, ''),
    below: below.trimEnd(),
  };
}

/** Why nothing can be suggested at a place whatever the model says, known before it is asked. */
export function quietBeforehand({ after }: Surroundings): QuietReason | undefined {
  return wordCharacter.test(String.fromCodePoint(after.codePointAt(0) ?? 0x20)) ? 'inside-word' : undefined;
}

/** @param decoded the likely continuation, at most to the end of the line. */
export function fit(decoded: string, around: Surroundings): Fitted {
  const fitted = joinWithAfter(decoded.trimEnd(), around.after.trimEnd());
  if (fitted.kind === 'quiet') return fitted;
  const { text } = fitted;
  if (text.trim().length < shortestSuggestion) return { kind: 'quiet', reason: 'too-short' };
  if ((around.before + text).trim() === around.below.trim()) return { kind: 'quiet', reason: 'repeats-suffix' };
  if (repeatsItself(around.before + text)) return { kind: 'quiet', reason: 'repetition' };
  return fitted;
}

/** Makes a text end where what already stands after the cursor begins, or replace that. */
function joinWithAfter(text: string, after: string): Fitted {
  const standing = after.trimStart();
  if (standing === '') return { kind: 'fits', text, replaces: 0 };
  const joints = jointsBetween(text, standing);
  const joint = joints.find((at) => standing.startsWith(text.slice(at)));
  if (joint !== undefined) return upTo(text, joint, after);
  if (closersOnly.test(standing)) {
    // What stands is written again with more around it, as in `x, y) {` before `)`: it is replaced, or it stood twice.
    if (joints.some((at) => isSubsequence(after, text.slice(at)))) {
      return { kind: 'fits', text, replaces: after.length };
    }
    return upTo(text, joints[0] ?? text.length, after);
  }
  const meeting = joints.find((at) => text.startsWith(standing, at));
  return meeting === undefined ? { kind: 'quiet', reason: 'suffix-disagrees' } : upTo(text, meeting, after);
}

/** The text before a joint, whose white space stands after the cursor already where there is some. */
function upTo(text: string, joint: number, after: string): Fitted {
  const kept = text.slice(0, joint);
  if (kept.trim() === '') return { kind: 'quiet', reason: 'repeats-suffix' };
  return { kind: 'fits', text: /^\s/.test(after) ? kept.trimEnd() : kept, replaces: 0 };
}

/**
 * Places in a text where what stands after the cursor may begin: its first character, on the level of brackets and
 * quotes that the text starts on. A bracket that the text opened itself is closed by the text, not by what stands.
 */
function jointsBetween(text: string, standing: string): number[] {
  const [first = ''] = standing;
  const quoted = /['"`]/.test(first);
  const joints: number[] = [];
  let depth = 0;
  for (let at = 0; at < text.length && depth >= 0; at++) {
    const character = text.charAt(at);
    if (character === first && depth === 0) joints.push(at);
    if (quoted) depth = character === first ? 1 - depth : depth;
    else if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
  }
  return joints;
}

function isSubsequence(short: string, long: string): boolean {
  let found = 0;
  for (const character of long) if (character === short[found]) found++;
  return found === short.length;
}

/** Whether a line ends with the same stretch of words three times over; rules of hyphens and the like are no words. */
function repeatsItself(line: string): boolean {
  const stretch = /(.{4,}?)\1\1$/.exec(line.slice(-repetitionWindow).trimEnd())?.[1];
  return stretch !== undefined && wordCharacter.test(stretch);
}
