import { edited, type Edit } from '@house-style/protocol/edit';
import { cursorAt, type Cursor, type Suggestion } from '@house-style/protocol/suggestion';
import { closedBy, typedBefore } from './closing-brackets';

/**
 * What stands after the cursor: nothing in `append`; in `insert` the editor's closing brackets and, below the line that
 * is being typed, the rest of the file.
 */
export type Variant = 'append' | 'insert';

/** A line break is typed with one key, however many code units it has. */
const oneCharacter = /\r\n|[^]/uy;

/** A file while somebody types it anew from its first character. */
export class TypedDocument {
  /** The document as it stands in the editor. */
  #text: string;
  /** Code units of the file that have been typed. */
  #offset = 0;
  /** The editor's closing brackets behind the cursor. */
  #standing = '';
  readonly #lineBreak: string;

  /** @param file what will stand there in the end. */
  constructor(
    readonly path: string,
    private readonly file: string,
    private readonly variant: Variant,
  ) {
    this.#lineBreak = file.includes('\r\n') ? '\r\n' : '\n';
    this.#text = variant === 'insert' ? file.slice(lineEnd(file, 0)) : '';
  }

  get text(): string {
    return this.#text;
  }

  /** Of the cursor, code units. */
  get offset(): number {
    return this.#offset;
  }

  get cursor(): Cursor {
    return cursorAt(this.path, this.#text, this.#offset);
  }

  /** The character to be typed next; empty at the end of the file. */
  get next(): string {
    oneCharacter.lastIndex = this.#offset;
    return oneCharacter.exec(this.file)?.[0] ?? '';
  }

  /** Whether accepting a suggestion gives what the file has next, all of it, with no closing bracket twice. */
  continuesWith(suggestion: Suggestion): boolean {
    const text = this.#asTyped(suggestion);
    if (text === '' || !this.file.startsWith(text, this.#offset)) return false;
    return closedBy(firstLine(text), this.#standing) <= suggestion.replaces;
  }

  /** Types the next character. */
  type(): Edit {
    const { next } = this;
    return this.#goOn(next, typedBefore(this.#standing, next));
  }

  /** Takes a suggestion that the file continues with. */
  accept(suggestion: Suggestion): Edit {
    return this.#goOn(this.#asTyped(suggestion), this.#standing.slice(suggestion.replaces));
  }

  #asTyped({ text }: Suggestion): string {
    return text.replaceAll('\n', this.#lineBreak);
  }

  /**
   * Closing brackets stay on their line: where a line ends, what closes them is in the rest of the file below.
   *
   * @param standing what stands behind the cursor then, should it still be on this line.
   */
  #goOn(typed: string, standing: string): Edit {
    const offset = this.#offset;
    const end = offset + typed.length;
    const closing = this.variant === 'insert' && !typed.includes('\n') ? standing : '';
    const inserted = typed + closing;
    // The line that the cursor comes to is no longer below.
    const pulled = this.variant === 'insert' ? lineEnd(this.file, end) - lineEnd(this.file, offset) : 0;
    const deleted = this.#standing.length + pulled;
    const edit = { offset, deleted, inserted };
    this.#text = edited(this.#text, edit);
    this.#offset = end;
    this.#standing = closing;
    return edit;
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Where the line ends that a place is on, before its line break. */
function lineEnd(text: string, offset: number): number {
  const lineFeed = text.indexOf('\n', offset);
  if (lineFeed < 0) return text.length;
  return lineFeed > offset && text[lineFeed - 1] === '\r' ? lineFeed - 1 : lineFeed;
}
