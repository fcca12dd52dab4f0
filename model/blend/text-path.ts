/**
 * A text as the way that leads to its end, read piece by piece. Texts that begin alike share their first pieces, and
 * texts read in different pieces are known as equal by length and hash.
 */
export interface TextPath {
  /** What was read before; nothing for the empty text. */
  readonly before: TextPath | undefined;
  /** The last piece. */
  readonly tokens: Uint8Array;
  /** Tokens from the start. */
  readonly length: number;
  /** Two 32-bit hashes of all tokens from the start. */
  readonly hashes: readonly [number, number];
}

export const emptyPath: TextPath = { before: undefined, tokens: new Uint8Array(0), length: 0, hashes: [1, 1] };

// Odd multipliers of L'Ecuyer's tables for multiplicative generators modulo 2^32: "Tables of Linear Congruential
// Generators of Different Sizes and Good Lattice Structure", Mathematics of Computation 68 (1999).
const firstMultiplier = 1_597_334_677;
const secondMultiplier = 741_103_597;

export function extendPath(before: TextPath, tokens: Uint8Array): TextPath {
  if (tokens.length === 0) return before;
  let [first, second] = before.hashes;
  for (const token of tokens) {
    first = (Math.imul(first, firstMultiplier) + token + 1) | 0;
    second = (Math.imul(second ^ (second >>> 15), secondMultiplier) + token + 1) | 0;
  }
  return { before, tokens, length: before.length + tokens.length, hashes: [first, second] };
}

/** The last tokens of a text, in order: so many, or all where it has fewer. */
export function lastTokens(path: TextPath, count: number): Uint8Array {
  const last = new Uint8Array(Math.min(count, path.length));
  let start = last.length;
  for (let place: TextPath | undefined = path; place !== undefined && start > 0; place = place.before) {
    const tokens = place.tokens.subarray(Math.max(0, place.tokens.length - start));
    start -= tokens.length;
    last.set(tokens, start);
  }
  return last;
}

/** Equal for equal texts, however they were cut into pieces; different for others, but for one in 2^64. */
export function pathKey({ length, hashes }: TextPath): string {
  return `${length}:${hashes[0]}:${hashes[1]}`;
}
