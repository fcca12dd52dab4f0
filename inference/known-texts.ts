/**
 * The workspace's code as it now is, to say where a suggestion was seen: open documents as they are, those closed last
 * as they were then, and all other files as they were gathered, read again when somebody asks rather than kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCorpusFile, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { type Seen, type Suggested } from '@house-style/protocol/seen';
import type { LearningGate } from './learning-gate';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { Context } from '@house-style/model/predictor';

/** Code units that are searched before others have their turn: a millisecond or so. */
const turnLength = 1 << 20;

/** Memory for the texts of closed documents, bytes; those closed longest ago go first. */
const closedLimit = 16 * 2 ** 20;

export class KnownTexts {
  #corpusPath: string | undefined;
  /** In the order in which they were closed. */
  readonly #closed = new Map<string, { readonly document: OpenDocument<Context>; readonly text: string }>();
  #closedBytes = 0;
  constructor(
    private readonly documents: OpenDocuments<Context>,
    private readonly gate: LearningGate,
  ) {}

  /** @param corpusPath a file that `housestyle corpus --out` wrote, where there is one. */
  know(corpusPath: string | undefined): void {
    this.#corpusPath = corpusPath;
    this.#closed.clear();
    this.#closedBytes = 0;
  }

  /** To be told of each document that is closed; one that may not be learned is not kept. */
  keep(document: OpenDocument<Context> | undefined): void {
    if (document === undefined || document.name === '') return;
    const { name: path, text } = document;
    this.#forget(path);
    this.#closed.set(path, { document, text });
    this.#closedBytes += bytesOf(text);
    void this.gate.mayTellOf(document, text).then((admitted) => {
      if (!admitted && this.#closed.get(path)?.document === document) this.#forget(path);
    });
    for (const other of this.#closed.keys()) {
      if (this.#closedBytes <= closedLimit) return;
      this.#forget(other);
    }
  }

  /** Memory that the texts of closed documents take, bytes. */
  get closedBytes(): number {
    return this.#closedBytes;
  }

  #forget(path: string): void {
    const closed = this.#closed.get(path);
    if (closed === undefined) return;
    this.#closed.delete(path);
    this.#closedBytes -= bytesOf(closed.text);
  }

  async whereSeen(suggested: Suggested): Promise<Seen> {
    const search = new SeenSearch(suggested);
    const current = await this.#current();
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

  /** Of each file that is open, or was, and may be learned: what others may not be told of is not told here. */
  async #current(): Promise<ReadonlyMap<string, string>> {
    const open = this.documents.all.map((document) => ({ document, text: document.text }));
    const texts = new Map<string, string>();
    for (const { document, text } of [...this.#closed.values(), ...open]) {
      if (document.name !== '' && (await this.gate.mayTellOf(document, text))) texts.set(document.name, text);
    }
    return texts;
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
