/**
 * The workspace's code as it now is, to say where a suggestion was seen: open documents as they are, those closed since
 * as they were last, and all other files as they were gathered, read again when somebody asks rather than kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCorpusFile, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { type Seen, type Suggested } from '@house-style/protocol/seen';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { Context } from '@house-style/model/predictor';

/** Code units that are searched before others have their turn: a millisecond or so. */
const turnLength = 1 << 20;

export class KnownTexts {
  #corpusPath: string | undefined;
  readonly #closed = new Map<string, string>();

  constructor(private readonly documents: OpenDocuments<Context>) {}

  /** @param corpusPath a file that `housestyle corpus --out` wrote. */
  know(corpusPath: string): void {
    this.#corpusPath = corpusPath;
    this.#closed.clear();
  }

  /** To be told of each document that is closed. */
  keep(document: OpenDocument<Context> | undefined): void {
    if (document !== undefined && document.path !== '') this.#closed.set(document.path, document.text);
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
