/**
 * The workspace's code as it now is, to say where a suggestion was seen: open documents as they are, those closed last
 * as they were then, and all other files as they were gathered, read again when somebody asks rather than kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCorpusFile, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { type Seen, type Suggested } from '@house-style/protocol/seen';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { Context } from '@house-style/model/predictor';

/** Code units that are searched before others have their turn: a millisecond or so. */
const turnLength = 1 << 20;

/** Memory for the texts of closed documents, bytes; those closed longest ago go first. */
const closedLimit = 16 * 2 ** 20;

export class KnownTexts {
  #corpusPath: string | undefined;
  /** In the order in which they were closed. */
  readonly #closed = new Map<string, string>();
  #closedBytes = 0;

  constructor(private readonly documents: OpenDocuments<Context>) {}

  /** @param corpusPath a file that `housestyle corpus --out` wrote. */
  know(corpusPath: string): void {
    this.#corpusPath = corpusPath;
    this.#closed.clear();
    this.#closedBytes = 0;
  }

  /** To be told of each document that is closed. */
  keep(document: OpenDocument<Context> | undefined): void {
    if (document === undefined || document.path === '') return;
    this.#forget(document.path);
    this.#closed.set(document.path, document.text);
    this.#closedBytes += bytesOf(document.text);
    for (const path of this.#closed.keys()) {
      if (this.#closedBytes <= closedLimit) return;
      this.#forget(path);
    }
  }

  /** Memory that the texts of closed documents take, bytes. */
  get closedBytes(): number {
    return this.#closedBytes;
  }

  #forget(path: string): void {
    const text = this.#closed.get(path);
    if (text === undefined) return;
    this.#closed.delete(path);
    this.#closedBytes -= bytesOf(text);
  }

  async whereSeen(suggested: Suggested): Promise<Seen> {
    const search = new SeenSearch(suggested);
    const current = new Map([...this.#closed, ...this.documents.texts()]);
    for (const [path, content] of current) search.add(path, content);
    let searched = 0;
    for (const { path, text: content } of await this.#files()) {
      if (current.has(path)) continue;
      search.add(path, content);
      searched += content.length;
      if (searched < turnLength) continue;
      searched = 0;
      await nextTurn();
    }
    return search.seen;
  }

  async #files(): Promise<readonly WorkspaceFile[]> {
    if (this.#corpusPath === undefined) return [];
    // Whoever gave the file is told where it cannot be read: open documents are known all the same.
    return await readCorpusFile(this.#corpusPath).catch(() => []);
  }
}

/** At most: what a text of one byte a character takes is half of it. */
function bytesOf(text: string): number {
  return 2 * text.length;
}
