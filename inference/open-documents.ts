/** The documents that the editor has open, as told by the extension: text kept by edits, contexts by the model. */
import type { Context, Predictor } from '@house-style/model/predictor';
import { PrefixContexts, type PrefixLimits } from '@house-style/model/completion/prefix-contexts';
import { edited, type Edit } from '@house-style/protocol/edit';
import type { Origin } from '@house-style/protocol/inference-messages';
import { type IndentationUnit, ReadingUnits, type Reindentation } from '@house-style/corpus/indentation';
import { ReadText } from './read-text';

/** Longer insertions may be what a document's indentation is told by, code units. */
const longInsertion = 200;

/** Memory for the contexts of all documents together, bytes; those of the documents used longest ago go first. */
const memoryLimit = 64 * 2 ** 20;

export class OpenDocument<C extends Context> {
  /** Counted by the editor; a request for another version comes too late or too early. */
  version: number;
  /** As it is read. */
  #text: string;
  #reading: ReadText;
  #units: Reindentation | undefined;
  /** What the editor indents by, where it was said. */
  #editors: IndentationUnit | undefined;
  /** Whether the text may tell its indentation otherwise than when it was last asked. */
  #unsure = false;
  #read: { readonly predictor: Predictor<C>; readonly contexts: PrefixContexts<C> } | undefined;

  constructor(
    readonly path: string,
    version: number,
    text: string,
    readonly origin: Origin | undefined,
    units: ReadingUnits,
  ) {
    this.version = version;
    this.#units = units.for(path, text);
    ({ reading: this.#reading, text: this.#text } = ReadText.of(text, this.#units));
  }

  /** Of the workspace's file that it is; empty where it is none. */
  get name(): string {
    return this.origin?.kind === 'elsewhere' || this.origin?.kind === 'untitled' ? '' : this.path;
  }

  /** As it is read: see `read-text.ts`. */
  get text(): string {
    return this.#read?.contexts.text ?? this.#text;
  }

  get memory(): number {
    return this.#read?.contexts.memory ?? 0;
  }

  /** @throws RangeError when an edit lies outside the text. */
  edit(version: number, edits: readonly Edit[]): void {
    this.version = version;
    for (const edit of edits) {
      const read = this.#reading.edit(edit, this.text);
      if (this.#read) this.#read.contexts.edit(read);
      else this.#text = edited(this.#text, read);
      const { inserted } = edit;
      if (/[\r\n]/.test(inserted) && (this.#units === undefined || inserted.length > longInsertion))
        this.#unsure = true;
    }
  }

  /** Between the document as the editor has it and {@link text}. */
  get reading(): ReadText {
    return this.#reading;
  }

  /** Told before each completion what the editor indents by, where it says. */
  indentBy(editors: IndentationUnit | undefined, units: ReadingUnits): void {
    if (!this.#unsure && (editors === undefined || editors === this.#editors)) return;
    this.#editors = editors ?? this.#editors;
    this.readIn(units);
  }

  /** Reads the text in other units, where they differ for it. */
  readIn(units: ReadingUnits): void {
    this.#unsure = false;
    const written = this.#reading.written(this.text);
    const next = units.for(this.path, written, this.#editors);
    if (next?.written === this.#units?.written && next?.read === this.#units?.read) return;
    this.#units = next;
    this.#read = undefined;
    ({ reading: this.#reading, text: this.#text } = ReadText.of(written, next));
  }

  /** The contexts that a predictor has of this document; those of another predictor are dropped. */
  contexts(predictor: Predictor<C>, limits: PrefixLimits): PrefixContexts<C> {
    if (this.#read?.predictor !== predictor) {
      this.#read = { predictor, contexts: new PrefixContexts(predictor, this.path, this.text, limits) };
    }
    return this.#read.contexts;
  }

  forgetContexts(): void {
    this.#text = this.text;
    this.#read = undefined;
  }
}

export class OpenDocuments<C extends Context> {
  /** In the order of their last use. */
  readonly #documents = new Map<string, OpenDocument<C>>();
  #units = new ReadingUnits();

  /** The units that files and documents are read in. */
  get units(): ReadingUnits {
    return this.#units;
  }

  readIn(units: ReadingUnits): void {
    this.#units = units;
    for (const document of this.#documents.values()) document.readIn(units);
  }

  open(name: string, path: string, version: number, text: string, origin?: Origin): void {
    this.#documents.delete(name);
    this.#documents.set(name, new OpenDocument(path, version, text, origin, this.#units));
  }

  get all(): readonly OpenDocument<C>[] {
    return [...this.#documents.values()];
  }

  /** Names of the workspace's files that they are, in the order of their last use. */
  get names(): readonly string[] {
    return [...this.#documents.values()].map(({ name }) => name).filter((name) => name !== '');
  }

  /** @throws RangeError when an edit lies outside the text; the document is closed then, for its text is no longer known. */
  edit(name: string, version: number, edits: readonly Edit[]): void {
    try {
      this.#documents.get(name)?.edit(version, edits);
    } catch (error) {
      this.#documents.delete(name);
      throw error;
    }
  }

  /** @returns the document as it was last, where it was open. */
  close(name: string): OpenDocument<C> | undefined {
    const document = this.#documents.get(name);
    this.#documents.delete(name);
    return document;
  }

  /** The document, whose turn it is not to be used. */
  get(name: string): OpenDocument<C> | undefined {
    return this.#documents.get(name);
  }

  /** The document, which is now the last one used. */
  use(name: string): OpenDocument<C> | undefined {
    const document = this.#documents.get(name);
    if (document === undefined) return undefined;
    this.#documents.delete(name);
    this.#documents.set(name, document);
    return document;
  }

  /** Keeps the contexts of all documents within their memory. */
  limitMemory(): void {
    let memory = [...this.#documents.values()].reduce((sum, document) => sum + document.memory, 0);
    for (const document of this.#documents.values()) {
      if (memory <= memoryLimit) return;
      memory -= document.memory;
      document.forgetContexts();
    }
  }

  forgetContexts(): void {
    for (const document of this.#documents.values()) document.forgetContexts();
  }
}
