/**
 * What stands below the line with the cursor, as an expert of what comes next: new code is written in the words of the
 * code around it, and what nobody has saved yet no other expert knows.
 *
 * It is an index of its own that is made anew when the text below changes, and not learned text: a line that is taken
 * away below, or retyped, must not be remembered.
 */
import { suffixTokens } from '../completion/suffix';
import { interpolate } from '../ngram/interpolation';
import { longestContext, SuffixIndex } from '../ngram/suffix-index';
import type { Vocabulary } from '../vocabulary/vocabulary';
import { lastTokens, type TextPath } from './text-path';

/** Text that is looked at, code units from the cursor's line on: a few milliseconds to take in. */
const longestText = 1 << 15;
/** Tokens before a place that must occur below for anything to be said of it. Of 1 to 5, best on RxJS. */
const shortestContext = 3;
/** See {@link interpolate}. Of 0.5 to 24, best on RxJS: two places that go on differently are rare in one file. */
const tellingLength = 1;

export class TextBelow {
  #text = '';
  #index: SuffixIndex | undefined;
  #revision = 0;

  /** @param known lines that other experts have learned already: the file as the workspace has it. */
  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly known: ReadonlySet<string>,
  ) {}

  /** Raised when other things are expected than before. */
  get revision(): number {
    return this.#revision;
  }

  /** @param offset of the cursor, code units. */
  update(text: string, offset: number): void {
    const lineEnd = text.indexOf('\n', offset);
    const below = lineEnd < 0 ? '' : text.slice(lineEnd, lineEnd + longestText);
    if (below === this.#text) return;
    this.#text = below;
    const hadIndex = this.#index !== undefined;
    this.#index = this.#indexOf(below);
    if (hadIndex || this.#index !== undefined) this.#revision += 1;
  }

  /** What comes after a text, `[vocabulary]`; undefined where too little of how it ends occurs below. */
  expectedAfter(path: TextPath): Float32Array | undefined {
    return this.#index && this.#expectedAfter(this.#index, lastTokens(path, longestContext));
  }

  /** The same before each of some tokens that follow a text. */
  expectedAlong(path: TextPath, tokens: Uint8Array): readonly (Float32Array | undefined)[] {
    const index = this.#index;
    if (index === undefined) return [];
    const before = lastTokens(path, longestContext);
    const all = new Uint8Array(before.length + tokens.length);
    all.set(before);
    all.set(tokens, before.length);
    return Array.from(tokens, (_, at) => this.#expectedAfter(index, all.subarray(0, before.length + at)));
  }

  #expectedAfter(index: SuffixIndex, tokens: Uint8Array): Float32Array | undefined {
    const longest = index.find(tokens);
    if (longest < shortestContext) return undefined;
    return interpolate(index, longest, tellingLength, this.vocabulary.size);
  }

  #indexOf(below: string): SuffixIndex | undefined {
    const text = below
      .split('\n')
      .filter((line) => line === '' || !this.known.has(line))
      .join('\n');
    // Candidates are weighed by how well they lead to how the text below begins: that must not be known beforehand.
    const tokens = this.vocabulary.encode(text).subarray(suffixTokens);
    return tokens.length > shortestContext ? new SuffixIndex([tokens], this.vocabulary.size) : undefined;
  }
}
