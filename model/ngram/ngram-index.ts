/**
 * What followed each suffix of a prefix in a set of files, with exact counts and the files they come from: an unbounded
 * n-gram model (J. Liu et al., "Infini-gram: Scaling Unbounded n-gram Language Models to a Trillion Tokens", 2024).
 *
 * Files that change do not make the large index be built anew: what they were goes into a small index that is
 * subtracted, and what they are into a small one that is added. When these grow, all is built anew.
 */
import type { Token } from '../vocabulary/vocabulary';
import { longestContext, SuffixIndex } from './suffix-index';

export interface IndexedFile {
  readonly path: string;
  /** As `Vocabulary.encodeFile` gives: path, text, end of file. */
  readonly tokens: Uint8Array;
}

/** Changes are built into the large index when they are more than this share of it, and at least so many tokens. */
const changedShare = 1 / 8;
const changedTokens = 1 << 16;

class FileSet {
  readonly index: SuffixIndex;

  constructor(
    readonly files: readonly IndexedFile[],
    alphabet: number,
  ) {
    this.index = new SuffixIndex(
      files.map(({ tokens }) => tokens),
      alphabet,
    );
  }
}

export class NgramIndex {
  #base: FileSet;
  #removed: FileSet;
  #added: FileSet;
  readonly #changed = new Map<string, IndexedFile | undefined>();
  readonly #counts: Int32Array;
  #depth = 0;
  #found: readonly { readonly set: FileSet; readonly sign: 1 | -1; readonly depth: number }[] = [];

  /**
   * Sorts the files' text: some 0.2 seconds a megabyte, in one go, so call it where nobody waits.
   *
   * @param alphabet size of the vocabulary.
   * @param endOfFile token that ends each file; suffixes do not reach beyond it.
   */
  constructor(
    files: readonly IndexedFile[],
    private readonly alphabet: number,
    private readonly endOfFile: Token,
  ) {
    this.#counts = new Int32Array(alphabet);
    this.#base = new FileSet(files, alphabet);
    this.#removed = new FileSet([], alphabet);
    this.#added = new FileSet([], alphabet);
  }

  /** Bytes of memory taken. */
  get bytes(): number {
    return this.#base.index.bytes + this.#removed.index.bytes + this.#added.index.bytes;
  }

  /** Tokens indexed. */
  get length(): number {
    return this.#base.index.length - this.#removed.index.length + this.#added.index.length;
  }

  /** Takes in what a file has become; without tokens, that it is gone. */
  update(path: string, tokens?: Uint8Array): void {
    this.#changed.set(path, tokens && { path, tokens });
    const removed = this.#base.files.filter((file) => this.#changed.has(file.path));
    const added = [...this.#changed.values()].filter((file) => file !== undefined);
    const changed = [...removed, ...added].reduce((sum, file) => sum + file.tokens.length, 0);
    if (changed > Math.max(changedTokens, changedShare * this.#base.index.length)) {
      const kept = this.#base.files.filter((file) => !this.#changed.has(file.path));
      this.#changed.clear();
      this.#base = new FileSet([...kept, ...added], this.alphabet);
      this.#removed = new FileSet([], this.alphabet);
      this.#added = new FileSet([], this.alphabet);
    } else {
      this.#removed = new FileSet(removed, this.alphabet);
      this.#added = new FileSet(added, this.alphabet);
    }
    this.#found = [];
    this.#depth = 0;
  }

  /**
   * Looks up every suffix of a prefix, up to 64 tokens. {@link occurrences} and {@link counts} then tell about each.
   *
   * @returns length of the longest suffix that occurs.
   */
  find(prefix: Uint8Array): number {
    const last = prefix.subarray(Math.max(0, prefix.length - longestContext));
    const context = last.subarray(last.lastIndexOf(this.endOfFile) + 1);
    const sets = [
      { set: this.#base, sign: 1 },
      { set: this.#removed, sign: -1 },
      { set: this.#added, sign: 1 },
    ] as const;
    const asked = sets.filter(({ set }) => set === this.#base || set.index.length > 0);
    this.#found = asked.map(({ set, sign }) => ({ set, sign, depth: set.index.find(context) }));
    this.#depth = Math.max(0, ...this.#found.map(({ depth }) => depth));
    while (this.#depth > 0 && this.occurrences(this.#depth) === 0) this.#depth--;
    return this.#depth;
  }

  /** How often the suffix of a length occurs. */
  occurrences(length: number): number {
    let sum = 0;
    for (const { set, sign, depth } of this.#found) if (length <= depth) sum += sign * set.index.occurrences(length);
    return sum;
  }

  /**
   * How often each token followed the suffix of a length, `[vocabulary]`; good until the next call. Suffixes that
   * occur equally often have equal counts, so ask once for each {@link occurrences}.
   */
  counts(length: number): Int32Array {
    const [base, ...changes] = this.#found;
    if (base !== undefined && changes.length === 0 && length <= base.depth) return base.set.index.counts(length);
    this.#counts.fill(0);
    for (const { set, sign, depth } of this.#found) {
      if (length > depth) continue;
      const counts = set.index.counts(length);
      for (let token = 0; token < this.alphabet; token++) {
        this.#counts[token] = (this.#counts[token] as number) + sign * (counts[token] as number);
      }
    }
    return this.#counts;
  }
}
