/**
 * Fits a continuation to what stands around the cursor, or says why it cannot be shown there.
 */
import type { QuietReason } from '@house-style/protocol/inference-messages';
import { isWordCharacter, wordAtEnd } from './words';

/** What stands around the cursor. */
export interface Surroundings {
  /** The cursor's line, before the cursor. */
  readonly before: string;
  /** The cursor's line, after the cursor, without its line break. */
  readonly after: string;
  /** The first lines below that are not blank, without white space at their ends. */
  readonly below: readonly string[];
}

export type Fitted =
  | { readonly kind: 'fits'; readonly text: string; readonly replaces: number }
  | { readonly kind: 'quiet'; readonly reason: QuietReason };

/** Shorter suggestions cost more attention than typing them does. */
const shortestSuggestion = 3;
/**
 * From which on the beginning of the line below is a repetition of it. Of every beginning, 0.03 of the keystrokes would be
 * lost that suggestions save above others (RxJS typed anew, `insert`), of these 0.003.
 */
const repeatedBeginning = { length: 8, share: 0.5 };
/** Code units below the cursor that are looked at, for lines that a suggestion might repeat. */
const lookBelow = 2000;

/** Code units of what stands after the cursor that are asked about. */
const suffixLength = 64;

/** Closers that editors insert by themselves, and what may follow them. */
const closersOnly = /^[\s)\]}>'"`;,]*$/;

/**
 * The text around a place in a document.
 *
 * @param offset code units, within the text.
 */
export function surroundings(text: string, offset: number): Surroundings {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const lineFeed = text.indexOf('\n', offset);
  const lineEnd = lineFeed < 0 ? text.length : lineFeed;
  return {
    before: text.slice(lineStart, offset),
    after: text.slice(offset, lineEnd).replace(/\r$/, ''),
    below: text
      .slice(lineEnd, lineEnd + lookBelow)
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== ''),
  };
}

/**
 * The text that a continuation must lead to, or the beginning of it; empty where it may lead anywhere. Closers that the
 * editor inserted stand before what is not written yet, so nothing can be said of what follows them.
 */
export function suffixAt(text: string, offset: number): string {
  const around = surroundings(text, offset);
  if (isMidLine(around)) return text.slice(offset, offset + suffixLength);
  if (around.after.trim() !== '' || around.below.length === 0) return '';
  const lineEnd = offset + around.after.length;
  return text.slice(lineEnd, lineEnd + suffixLength);
}

/**
 * Why nothing can be suggested at a place whatever the model says, known before it is asked.
 *
 * @param asked whether somebody asks: right in front of a word something may be missing, but people who go on typing
 *   there mostly change the word.
 */
export function quietBeforehand({ before, after }: Surroundings, asked: boolean): QuietReason | undefined {
  if (!isWordCharacter(String.fromCodePoint(after.codePointAt(0) ?? 0x20))) return undefined;
  return asked && wordAtEnd(before) === '' ? undefined : 'inside-word';
}

/** Whether the line goes on after the cursor with more than what editors insert by themselves. */
export function isMidLine({ after }: Surroundings): boolean {
  return !closersOnly.test(after);
}

/** @param continuation what probably stands next, in a line that does not go on after the cursor. */
export function fit(continuation: string, around: Surroundings): Fitted {
  const joined = joinWithAfter(withoutLinesBelow(continuation, around), around.after);
  if (joined.kind === 'quiet') return joined;
  const standsAfter = around.after.slice(joined.replaces).trim() !== '';
  const text = standsAfter ? joined.text : withoutUnseenEnd(joined.text);
  return isTooShort(text) ? { kind: 'quiet', reason: 'too-short' } : { ...joined, text };
}

/** A text without the line breaks and the indentation at its end: nobody sees them, and Tab would put them in. */
function withoutUnseenEnd(text: string): string {
  const seen = text.trimEnd();
  return text.slice(seen.length).includes('\n') ? seen : text;
}

/**
 * The continuation up to where it begins to say what stands below. Where something stands below, the line break before
 * it stands there too, so the suggestion ends with its last line.
 */
function withoutLinesBelow(continuation: string, { before, below }: Surroundings): string {
  if (below.length === 0) return continuation;
  const lines = (before + continuation).split('\n');
  const repeated = lines.findIndex((_, index) => saysWhatIsBelow(lines.slice(index), below, index === 0));
  const kept = repeated < 0 ? lines : lines.slice(0, repeated);
  // The cursor's own line said again.
  if (kept.length === 0) return '';
  const text = kept.join('\n').slice(before.length);
  return kept.length > 1 ? text.trimEnd() : text;
}

/**
 * Whether lines are those below, as far as they go; the last one may be at its beginning.
 *
 * @param ownLine whether the first one is the cursor's, which may be indented otherwise yet. Where it is the only one, it
 *   is much of the line below: that neighbours begin alike is nothing but a good guess.
 */
function saysWhatIsBelow(lines: readonly string[], below: readonly string[], ownLine: boolean): boolean {
  const compared = (line: string): string => (ownLine ? line.trim() : line.trimEnd());
  const said = lines.map(compared).filter((line) => line !== '');
  const standing = below.map(compared);
  const [first, firstBelow] = [said[0], standing[0]];
  if (first === undefined || firstBelow === undefined) return false;
  if (ownLine && said.length === 1) return first === firstBelow || isMuchOf(firstBelow, first);
  return said.every((line, index) => {
    const other = standing[index];
    return other === undefined || (index === said.length - 1 ? other.startsWith(line) : other === line);
  });
}

function isMuchOf(line: string, beginning: string): boolean {
  return (
    line.startsWith(beginning) &&
    beginning.length >= Math.max(repeatedBeginning.length, repeatedBeginning.share * line.length)
  );
}

/**
 * A text that stands before the rest of its line, whatever that is.
 *
 * @param text all that is missing there.
 */
export function insert(text: string, { after }: Surroundings): Fitted {
  const kept = /^\s/.test(after) ? text.trimEnd() : text;
  return isTooShort(kept) ? { kind: 'quiet', reason: 'too-short' } : { kind: 'fits', text: kept, replaces: 0 };
}

function isTooShort(text: string): boolean {
  return text.length < shortestSuggestion || text.trim() === '';
}

/** Makes a text end where the closers begin that stand after the cursor, or replace them. */
function joinWithAfter(text: string, after: string): Fitted {
  const standing = after.trim();
  if (text === '') return { kind: 'quiet', reason: 'repeats-suffix' };
  if (standing === '') return { kind: 'fits', text: after === '' ? text : text.trimEnd(), replaces: 0 };
  const joints = jointsBetween(text, standing);
  const joint = joints.find((at) => standing.startsWith(text.slice(at)));
  if (joint !== undefined) return upTo(text, joint, after);
  // What stands is written again with more around it, as in `x, y) {` before `)`: it is replaced, or it stood twice.
  if (joints.some((at) => isSubsequence(standing, text.slice(at)))) {
    return { kind: 'fits', text, replaces: after.trimEnd().length };
  }
  // A block that does not close leaves its closers behind its last line, where they do not belong.
  if (text.includes('\n')) return { kind: 'quiet', reason: 'suffix-disagrees' };
  return upTo(text, joints[0] ?? text.length, after);
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
