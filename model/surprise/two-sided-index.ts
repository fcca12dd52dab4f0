/**
 * How likely each character of a file is, by what stands before it and by what stands after it, in everything else that
 * is known: the code base and the rest of the file itself. Each place is left out of the counts that it is judged by, so
 * that no text vouches for itself, however often the index has seen it: exact leave-one-out, with nothing to learn anew.
 */
import { NgramIndex } from '../ngram/ngram-index';
import { longestContext } from '../ngram/suffix-index';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** What each code unit of a text costs, bits: `[code units]`. */
export interface SidedBits {
  /** By what stands before it. */
  readonly before: Float32Array;
  /** By what stands after it. */
  readonly after: Float32Array;
}

/** A text, and what it cost. */
export interface JudgedText {
  readonly text: string;
  readonly bits: SidedBits;
}

/** Waits while somebody else is to have the process; throws where the work is no longer wanted. */
export type Pause = () => Promise<void>;

/** From this length on, a suffix is trusted in proportion to its length: as in the index's predictor. */
const tellingLength = 24;
/** Shorter suffixes are left out once they can add no more than this share of a probability. */
const negligible = 0.01;
/** Characters between pauses: some 5 milliseconds. */
const charactersOfTurn = 128;
/** Text around a replacement that is judged with it, code units. */
const judgedAround = 12;

/** Of the place that is judged: what followed there, which is not to count for contexts up to a length. */
interface Own {
  readonly follower: Token;
  readonly within: number;
}

export class TwoSidedIndex {
  readonly #before: NgramIndex;
  readonly #after: NgramIndex;
  readonly #known = new Map<string, string>();
  readonly #names = new Map<string, { readonly text: string; readonly names: ReadonlySet<string> }>();

  /** Sorts all text twice: some 0.4 seconds a megabyte, in one go. 11 bytes a character. */
  constructor(
    readonly vocabulary: Vocabulary,
    files: readonly SourceText[],
  ) {
    const { size, endOfFile } = vocabulary;
    for (const { path, text } of files) this.#known.set(path, text);
    const tokens = files.map(({ path, text }) => ({ path, tokens: this.#withEnds(vocabulary.encode(text)) }));
    this.#before = new NgramIndex(tokens, size, endOfFile);
    this.#after = new NgramIndex(
      tokens.map(({ path, tokens: forwards }) => ({ path, tokens: this.#withEnds(forwards.slice(1, -1).reverse()) })),
      size,
      endOfFile,
    );
  }

  /** Makes a file known as it now is, or without a text not at all: a millisecond or so a kilobyte. */
  update(path: string, text?: string): void {
    if (this.#known.get(path) === text) return;
    if (text === undefined) {
      this.#known.delete(path);
      this.#names.delete(path);
    } else this.#known.set(path, text);
    const tokens = text === undefined ? undefined : this.vocabulary.encode(text);
    this.#before.update(path, tokens && this.#withEnds(tokens));
    this.#after.update(path, tokens && this.#withEnds(tokens.slice().reverse()));
  }

  /** Names that stand in a known file. */
  namesIn(path: string): ReadonlySet<string> {
    const text = this.#known.get(path) ?? '';
    const kept = this.#names.get(path);
    if (kept?.text === text) return kept.names;
    const names = new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
    this.#names.set(path, { text, names });
    return names;
  }

  /** All that is known, by path. */
  get texts(): ReadonlyMap<string, string> {
    return this.#known;
  }

  /**
   * What a known file costs: some 50 microseconds a character.
   *
   * @param judged what it cost when its text was another: what stands far from all changes is taken to cost the same.
   */
  async bits(path: string, pause: Pause, judged?: JudgedText): Promise<SidedBits> {
    const text = this.#known.get(path) ?? '';
    const kept = judged === undefined ? { start: 0, end: 0 } : farFromChanges(judged.text, text);
    const { before, after } = await this.bitsWithin(path, kept.start, text.length - kept.end, pause);
    if (judged !== undefined) {
      for (const [costs, known] of [[before, judged.bits.before] as const, [after, judged.bits.after] as const]) {
        costs.set(known.subarray(0, kept.start));
        costs.set(known.subarray(known.length - kept.end), costs.length - kept.end);
      }
    }
    return { before, after };
  }

  /** The same of a part of it, code units; all else is told to cost nothing. */
  async bitsWithin(path: string, from: number, to: number, pause: Pause): Promise<SidedBits> {
    const text = this.#known.get(path) ?? '';
    const { length } = text;
    const before = await this.#costs(text, pause, { from, to });
    const after = await this.#costs(text, pause, { from: length - to, to: length - from }, true);
    return { before, after: after.reverse() };
  }

  /**
   * What other text in place of a part of a known file would cost, together with what stands right before and after it:
   * bits by what stands before, plus bits by what stands after.
   */
  costOfReplacement(text: string, start: number, end: number, replacement: string): number {
    const { vocabulary } = this;
    const { size, startOfBody } = vocabulary;
    const left = vocabulary.encode(text.slice(Math.max(0, start - longestContext), start));
    const right = vocabulary.encode(text.slice(end, end + longestContext));
    const [own, other] = [vocabulary.encode(text.slice(start, end)), vocabulary.encode(replacement)];
    const backwards = (tokens: Uint8Array): Uint8Array => tokens.slice().reverse();
    // What stands at an end of the file is told by that.
    const from = (context: Uint8Array, isAll: boolean): Uint8Array =>
      isAll ? Uint8Array.of(startOfBody, ...context) : context;
    const ahead: Four = [from(left, start <= longestContext), own, other, right];
    const back: Four = [
      from(backwards(right), end + longestContext >= text.length),
      backwards(own),
      backwards(other),
      backwards(left),
    ];
    return costOfOther(this.#before, ahead, size) + costOfOther(this.#after, back, size);
  }

  async #costs(
    text: string,
    pause: Pause,
    { from, to }: { readonly from: number; readonly to: number },
    reversed = false,
  ): Promise<Float32Array> {
    const { vocabulary } = this;
    const index = reversed ? this.#after : this.#before;
    const costs = new Float32Array(text.length);
    const inOrder = Array.from(text);
    const characters = reversed ? inOrder.reverse() : inOrder;
    const body = vocabulary.encode(text);
    const tokens = this.#withEnds(reversed ? body.reverse() : body);
    let at = 1;
    let unit = 0;
    let judged = 0;
    for (const character of characters) {
      // A character that is spelled by several tokens costs what all of them do.
      const parts = vocabulary.token(character) === undefined ? vocabulary.encode(character).length : 1;
      const asked = unit >= from && unit < to;
      if (asked && judged++ % charactersOfTurn === 0) await pause();
      for (const end = at + parts; at < end; at++) {
        if (!asked) continue;
        const token = tokens[at] as Token;
        const context = tokens.subarray(Math.max(0, at - longestContext), at);
        const own = { follower: token, within: longestContext };
        costs[unit] = (costs[unit] as number) + costOf(index, context, token, vocabulary.size, own);
      }
      unit += character.length;
    }
    return costs;
  }

  #withEnds(tokens: Uint8Array): Uint8Array {
    const file = new Uint8Array(tokens.length + 2);
    file[0] = this.vocabulary.startOfBody;
    file.set(tokens, 1);
    file[file.length - 1] = this.vocabulary.endOfFile;
    return file;
  }
}

/** How much two texts have in common at their ends, but for what contexts reach, code units. */
function farFromChanges(before: string, now: string): { readonly start: number; readonly end: number } {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end++;
  return { start: Math.max(0, start - longestContext), end: Math.max(0, end - longestContext) };
}

type Four = [left: Uint8Array, own: Uint8Array, other: Uint8Array, right: Uint8Array];

/** Bits of `other` and what stands right after it, by what stands before, where the index knows `own` in its place. */
function costOfOther(index: NgramIndex, [left, own, other, right]: Four, alphabet: number): number {
  const after = right.subarray(0, judgedAround);
  const tokens = Uint8Array.of(...left, ...other, ...after);
  const isOwn = own.length === other.length && own.every((token, at) => token === other[at]);
  const known = [...own, ...after];
  let agrees = true;
  let bits = 0;
  for (let at = left.length; at < tokens.length; at++) {
    const beyond = at - left.length - other.length;
    const follower = known[at - left.length];
    let place: Own | undefined;
    // As far as both agree, the index knows this very place; then again as far back as the text after it reaches.
    if (isOwn || (agrees && follower !== undefined)) place = { follower: follower as Token, within: longestContext };
    else if (beyond >= 0) place = { follower: tokens[at] as Token, within: beyond };
    bits += costOf(index, tokens.subarray(Math.max(0, at - longestContext), at), tokens[at] as Token, alphabet, place);
    agrees &&= follower === tokens[at] && beyond < 0;
  }
  return bits;
}

/** Interpolated Witten-Bell as `interpolate`, of one token, with the place itself left out of all counts. */
function costOf(index: NgramIndex, context: Uint8Array, token: Token, alphabet: number, own?: Own): number {
  let probability = 0;
  let left = 1;
  let longer = 0;
  for (let length = index.find(context); length >= 0; length--) {
    const leftOut = own !== undefined && length <= own.within ? own.follower : undefined;
    const occurrences = index.occurrences(length) - (leftOut === undefined ? 0 : 1);
    if (occurrences <= 0 || occurrences === longer) continue;
    longer = occurrences;
    const counts = index.counts(length);
    let total = leftOut === undefined ? 0 : -1;
    let followers = 0;
    for (const count of counts) {
      total += count;
      if (count > 0) followers += 1;
    }
    if (leftOut !== undefined && counts[leftOut] === 1) followers -= 1;
    if (total <= 0) continue;
    const shorter = Math.max(1, followers) * Math.min(1, tellingLength / Math.max(1, length));
    const share = left / (total + shorter);
    probability += share * Math.max(0, (counts[token] as number) - (leftOut === token ? 1 : 0));
    left = share * shorter;
    if (left < negligible * probability) break;
  }
  return -Math.log2(probability + left / alphabet);
}
