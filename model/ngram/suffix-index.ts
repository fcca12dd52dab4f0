/**
 * A suffix array over one text, which answers what followed each suffix of a prefix. The text is indexed reversed:
 * then the places where longer and longer suffixes of the prefix occur are nested ranges of the array, each found
 * within the one before. 4 bytes a token for the array, 1 for the followers sorted like it, and half a byte for their
 * running counts, from which the counts over a large range are a difference of two lines.
 */
import { instantiate } from '../platform/webassembly';
import { compiledNgrams } from './compiled';

/** Longest suffix of a prefix that is looked up, tokens. */
export const longestContext = 64;

interface NgramExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  prepare(length: number, alphabet: number): number;
  build(): void;
  contextAddress(): number;
  lowsAddress(): number;
  highsAddress(): number;
  resultAddress(): number;
  find(length: number): number;
  count(depth: number): void;
}

export class SuffixIndex {
  readonly #module = instantiate(compiledNgrams) as NgramExports;
  readonly #context: Uint8Array;
  readonly #lows: Int32Array;
  readonly #highs: Int32Array;
  readonly #counts: Int32Array;

  /**
   * @param texts parts of the text, in order.
   * @param alphabet one more than the largest token.
   */
  constructor(texts: readonly Uint8Array[], alphabet: number) {
    this.length = texts.reduce((sum, text) => sum + text.length, 0);
    const address = this.#module.prepare(this.length, alphabet);
    const reversed = new Uint8Array(this.#module.memory.buffer, address, this.length);
    let end = this.length;
    for (const text of texts) {
      end -= text.length;
      reversed.set(text, end);
      reversed.subarray(end, end + text.length).reverse();
    }
    this.#module.build();
    const { buffer } = this.#module.memory;
    this.#context = new Uint8Array(buffer, this.#module.contextAddress(), longestContext);
    this.#lows = new Int32Array(buffer, this.#module.lowsAddress(), longestContext + 1);
    this.#highs = new Int32Array(buffer, this.#module.highsAddress(), longestContext + 1);
    this.#counts = new Int32Array(buffer, this.#module.resultAddress(), alphabet);
  }

  /** Tokens of the text. */
  readonly length: number;

  get bytes(): number {
    return this.#module.memory.buffer.byteLength;
  }

  /** Looks up the suffixes of a prefix; returns the length of the longest that occurs in the text. */
  find(prefix: Uint8Array): number {
    const length = Math.min(prefix.length, longestContext);
    for (let i = 0; i < length; i++) this.#context[i] = prefix[prefix.length - 1 - i] as number;
    return this.#module.find(length);
  }

  /** How often the suffix of a length occurs; lengths are those that the last {@link find} found. */
  occurrences(length: number): number {
    // The empty suffix also stands at the end of the text, where nothing follows.
    return length === 0 ? this.length : (this.#highs[length] as number) - (this.#lows[length] as number);
  }

  /**
   * How often each token followed the suffix of a length, `[alphabet]`; good until the next call. Cheapest from the
   * longest suffix to the shortest, as each counts only what the last did not.
   */
  counts(length: number): Int32Array {
    this.#module.count(length);
    return this.#counts;
  }
}
