import { finishedLines } from '@house-style/protocol/line-ends';
import type { Vocabulary } from '../vocabulary/vocabulary';
import type { NgramIndex } from './ngram-index';

/** Longer documents stay in the index as they were saved, code units: taking them in takes 0.2 seconds a megabyte. */
const longestDocument = 200_000;

/** Documents that are known as they were indexed, the last ones; others are taken in again when they are worked on. */
const mostDocuments = 32;

/** Keeps an index up to date with the documents that are being written, line by line. */
export class EditedDocuments {
  /** What of each document is indexed, by path, in the order of the last change. */
  readonly #indexed = new Map<string, string>();

  constructor(
    private readonly index: NgramIndex,
    private readonly vocabulary: Vocabulary,
  ) {}

  /**
   * Takes in what stands before and after the line with the cursor, where a line has been finished since.
   *
   * The line itself stays out, and what is before it ends there: else the likeliest way to go on from the cursor would
   * be what stands behind it.
   *
   * @param path relative to the workspace; empty for a document that has none.
   * @param offset of the cursor, code units.
   * @returns whether there was something new.
   */
  update(path: string, text: string, offset: number): boolean {
    if (path === '' || text.length > longestDocument || offset > text.length) return false;
    const before = text.slice(0, offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);
    if (this.#indexed.get(path) === before) return false;
    this.#indexed.delete(path);
    this.#indexed.set(path, before);
    const [oldest] = this.#indexed.keys();
    if (this.#indexed.size > mostDocuments && oldest !== undefined) this.#indexed.delete(oldest);
    const lineEnd = text.indexOf('\n', offset);
    const after = lineEnd < 0 ? '' : finishedLines(text.slice(lineEnd + 1));
    this.index.update(path, Buffer.concat([before, after].map((part) => this.vocabulary.encodeFile(path, part))));
    return true;
  }
}
