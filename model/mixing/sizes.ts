/** How large the tables of the context mixing are. */
export interface Sizes {
  /** Tokens of text that can be held: those learned, and those of the document that is being predicted. */
  readonly tokens: number;
  /** log2 of the slots (4 bytes each): contexts known. */
  readonly slotBits: number;
  /** log2 of the buckets (16 bytes each): decisions known of contexts that saw several tokens. */
  readonly bucketBits: number;
  /** log2 of the places that each match model remembers (4 bytes each, three models). */
  readonly matchBits: number;
}

const smallestCorpus = 1 << 16;

/** Memory of the tables, bytes. */
export function tableBytes({ tokens, slotBits, bucketBits, matchBits }: Sizes): number {
  return tokens + 4 * 2 ** slotBits + 16 * 2 ** bucketBits + 3 * 4 * 2 ** matchBits;
}

/**
 * Tables for a corpus, within a limit: 16 slots and 4 buckets for each token (rounded up to a power of two), where the
 * contexts of a corpus just fit; a smaller table forgets the contexts that it saw least. Match models remember half as
 * many places as there are tokens, or a quarter: with twice as many they predict no better (lab/editor/README.md).
 *
 * @param corpusTokens tokens that will be learned at once; room for half as many again, and for documents, is added.
 * @param maximumBytes of the tables, 200 MB if not said.
 */
export function sizesFor(corpusTokens: number, maximumBytes = 200e6): Sizes {
  const corpusBits = Math.ceil(Math.log2(Math.max(smallestCorpus, corpusTokens)));
  const tokens = Math.ceil(corpusTokens * 1.5) + (1 << 20);
  let sizes: Sizes = {
    tokens,
    slotBits: corpusBits + 4,
    bucketBits: corpusBits + 2,
    matchBits: Math.min(20, corpusBits - 1),
  };
  while (tableBytes(sizes) > maximumBytes && sizes.slotBits > 16) {
    sizes =
      4 * 2 ** sizes.slotBits >= 16 * 2 ** sizes.bucketBits
        ? { ...sizes, slotBits: sizes.slotBits - 1 }
        : { ...sizes, bucketBits: sizes.bucketBits - 1 };
  }
  return sizes;
}
