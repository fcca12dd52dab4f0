import type { Vocabulary } from '../vocabulary/vocabulary';

/** A text as characters and as the tokens that spell them. */
export interface SpelledText {
  readonly characters: readonly string[];
  readonly tokens: Uint8Array;
  /** Index of the last token of each character. */
  readonly lastTokens: Int32Array;
  /** Whether it is all of the text. */
  readonly isWhole: boolean;
}

/** @param mostTokens where the text has more, as many of its characters as fit. */
export function spelledText(vocabulary: Vocabulary, text: string, mostTokens: number): SpelledText {
  const all = Array.from(text);
  const tokens = vocabulary.encode(text);
  const lastTokens = new Int32Array(all.length);
  let [count, spelled] = [0, 0];
  for (const character of all) {
    spelled += vocabulary.token(character) === undefined ? vocabulary.encode(character).length : 1;
    if (spelled > mostTokens) break;
    lastTokens[count++] = spelled - 1;
  }
  return {
    characters: all.slice(0, count),
    tokens: tokens.subarray(0, (lastTokens[count - 1] ?? -1) + 1),
    lastTokens: lastTokens.subarray(0, count),
    isWhole: count === all.length,
  };
}
