/**
 * The workspace's code as it now is, to say where a suggestion was seen: open documents as they are, those closed last
 * as they were then, and all other files as they were gathered, read again when somebody asks rather than kept.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCorpusFile, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { SeenSearch } from '@house-style/model/completion/seen-search';
import { type Seen, type Suggested } from '@house-style/protocol/seen';
import type { LearningGate } from './learning-gate';
import { ReadText } from './read-text';
import type { OpenDocument, OpenDocuments } from './open-documents';
import type { Context } from '@house-style/model/predictor';

/** Code units that are searched before others have their turn: a millisecond or so. */
const turnLength = 1 << 20;

/** Memory for the texts of closed documents, bytes; those closed longest ago go first. */
const closedLimit = 16 * 2 ** 20;

interface KnownText {
  /** As it is read. */
  readonly text: string;
  readonly reading: ReadText;
}

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

  /** All is compared as it is read; places are told as they are in the files. */
  async whereSeen(suggested: Suggested): Promise<Seen> {
    const current = await this.#current();
    const readings = new Map([...current].map(([path, { reading }]) => [path, reading]));
    const own = readings.get(suggested.place.path);
    const search = new SeenSearch(own === undefined ? suggested : asRead(suggested, own));
    for (const [path, { text }] of current) search.add(path, text);
    let searched = 0;
    for (const { path, text: written } of await this.#files()) {
      if (current.has(path)) continue;
      const units = this.documents.units.for(path, written);
      const { reading, text } = ReadText.of(written, units);
      if (units !== undefined) readings.set(path, reading);
      search.add(path, text);
      searched += text.length;
      if (searched < turnLength) continue;
      searched = 0;
      await nextTurn();
    }
    const { text, count, places } = search.seen;
    return {
      text: own?.writtenLines(text) ?? text,
      count,
      places: places.map((place) => {
        const column = readings.get(place.path)?.writtenColumn(place.line - 1, place.column - 1);
        return column === undefined ? place : { ...place, column: column + 1 };
      }),
    };
  }

  /** Of each file that is open, or was, and may be learned: what others may not be told of is not told here. */
  async #current(): Promise<ReadonlyMap<string, KnownText>> {
    const open = this.documents.all.map((document) => ({ document, text: document.text }));
    const texts = new Map<string, KnownText>();
    for (const { document, text } of [...this.#closed.values(), ...open]) {
      const { name, reading } = document;
      if (name !== '' && (await this.gate.mayTellOf(document, text))) texts.set(name, { text, reading });
    }
    return texts;
  }

  async #files(): Promise<readonly WorkspaceFile[]> {
    if (this.#corpusPath === undefined) return [];
    // Whoever gave the file is told where it cannot be read: open documents are known all the same.
    return await readCorpusFile(this.#corpusPath).catch(() => []);
  }
}

function asRead({ text, before, place }: Suggested, reading: ReadText): Suggested {
  const column = reading.readColumn(place.line - 1, place.column - 1) + 1;
  return { text: reading.readLines(text), before: reading.readLines(before), place: { ...place, column } };
}

/** At most: what a text of one byte a character takes is half of it. */
function bytesOf(text: string): number {
  return 2 * text.length;
}
