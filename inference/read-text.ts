/**
 * A document as it is read: with line feeds, whatever its line ends are, and indented in the unit that the workspace's
 * files of its kind are. Places and edits come as they are in the document, and what is suggested is written as the
 * document is. Where both are the same, which they mostly are, nothing is kept but that.
 */
import type { Edit } from '@house-style/protocol/edit';
import { edited } from '@house-style/protocol/edit';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { reindented, type Reindentation } from '@house-style/corpus/indentation';
import { LineStarts } from './line-starts';

interface Lines {
  /** With its own line ends and indentation. */
  readonly written: string;
  /** Where its lines start, code units. */
  readonly writtenStarts: LineStarts;
  /** Where they start in the text as it is read. */
  readonly readStarts: LineStarts;
  /** Of the text as it is read. */
  readonly readLength: number;
}

export class ReadText {
  /** Undefined where the text is read as it is written. */
  #lines: Lines | undefined;

  /** @param text as the document has it. */
  static of(text: string, units: Reindentation | undefined): { readonly reading: ReadText; readonly text: string } {
    const reading = new ReadText(units);
    if (units === undefined && !text.includes('\r')) return { reading, text };
    return { reading, text: reading.#take(text) };
  }

  private constructor(private readonly units: Reindentation | undefined) {}

  /** The text as the document has it. */
  written(read: string): string {
    return this.#lines?.written ?? read;
  }

  /**
   * An edit as one of the text that is read.
   *
   * @param read that text before the edit.
   * @throws RangeError when the edit lies outside the text.
   */
  edit(edit: Edit, read: string): Edit {
    if (this.#lines === undefined) {
      if (!edit.inserted.includes('\r')) return edit;
      this.#take(read);
    }
    return this.#editLines(edit, this.#lines as unknown as Lines);
  }

  /** A place in the document, as one in the text that is read. */
  place(offset: number): number {
    const lines = this.#lines;
    if (lines === undefined || !(offset >= 0 && offset <= lines.written.length)) return offset;
    const line = lines.writtenStarts.lineAt(offset);
    const start = lines.writtenStarts.at(line) as number;
    const content = contentOf(lines, line);
    const column = Math.min(offset - start, content.length);
    return (lines.readStarts.at(line) as number) + this.#readColumn(content, column);
  }

  /** A column of a line, both counted from 0 and as they are read, as the document has it. */
  writtenColumn(line: number, column: number): number {
    return this.#lines === undefined ? column : this.#writtenColumn(contentOf(this.#lines, line), column);
  }

  /** The other way round. */
  readColumn(line: number, column: number): number {
    return this.#lines === undefined ? column : this.#readColumn(contentOf(this.#lines, line), column);
  }

  /** Lines of the document as they are read; the first may be part of one. */
  readLines(text: string): string {
    const [first = '', ...others] = withLineFeeds(text).split('\n');
    return [first, ...others.map((line) => this.#readLine(line))].join('\n');
  }

  /** The other way round. */
  writtenLines(text: string): string {
    const { units } = this;
    if (units === undefined) return text;
    const [first = '', ...others] = text.split('\n');
    return [first, ...others.map((line) => asWritten(line, units))].join('\n');
  }

  /** What is suggested at a place in the document, as it is written there. */
  suggestion(text: string, offset: number): string {
    const { units } = this;
    const lines = this.#lines;
    if (units === undefined || lines === undefined) return text;
    const start = lines.writtenStarts.at(lines.writtenStarts.lineAt(offset));
    const before = lines.written.slice(start, offset);
    const [first = ''] = text.split('\n', 1);
    return this.#firstLine(before, first, units) + this.writtenLines(text).slice(first.length);
  }

  /** The rest of the cursor's line: where nothing but white space stands before it, the two together are its indentation. */
  #firstLine(before: string, rest: string, units: Reindentation): string {
    if (before.trim() !== '' || !/^[ \t]/.test(rest)) return rest;
    const whole = asWritten(reindented(before, units.written, units.read) + rest, units);
    return whole.startsWith(before) ? whole.slice(before.length) : asWritten(rest, units);
  }

  #readColumn(content: string, column: number): number {
    if (this.units === undefined) return column;
    const { written, read } = this.units;
    const whiteSpace = indentationOf(content);
    if (column >= whiteSpace.length) {
      return reindented(whiteSpace, written, read).length + column - whiteSpace.length;
    }
    // Within the white space only whole levels have a place in both.
    let levels = 0;
    while ((levels + 1) * written.length <= column && whiteSpace.startsWith(written, levels * written.length)) levels++;
    return levels * read.length;
  }

  #writtenColumn(content: string, column: number): number {
    if (this.units === undefined) return column;
    const { written, read } = this.units;
    const whiteSpace = indentationOf(content);
    const readLength = reindented(whiteSpace, written, read).length;
    if (column >= readLength) return column - readLength + whiteSpace.length;
    return Math.min(Math.floor(column / read.length) * written.length, whiteSpace.length);
  }

  /** @returns the text as it is read. */
  #take(written: string): string {
    const { text, writtenStarts, readStarts } = this.#read(written);
    this.#lines = {
      written,
      writtenStarts: new LineStarts(writtenStarts),
      readStarts: new LineStarts(readStarts),
      readLength: text.length,
    };
    return text;
  }

  #editLines(edit: Edit, lines: Lines): Edit {
    const { writtenStarts, readStarts } = lines;
    const written = edited(lines.written, edit);
    const end = edit.offset + edit.deleted;
    let first = writtenStarts.lineAt(edit.offset);
    // A carriage return before the edit and a line feed in it make one line end of two.
    if (first > 0 && lines.written[(writtenStarts.at(first) as number) - 1] === '\r') first -= 1;
    const next = writtenStarts.lineAt(end) + 1;
    const grown = edit.inserted.length - edit.deleted;
    const to = (writtenStarts.at(next) ?? lines.written.length) + grown;
    const piece = this.#read(written.slice(writtenStarts.at(first), to));

    const offset = readStarts.at(first) as number;
    const deleted = (readStarts.at(next) ?? lines.readLength) - offset;
    const readGrown = piece.text.length - deleted;
    // The last start of a piece that ends with a line end is that of the line behind it.
    const own = next < writtenStarts.count ? piece.writtenStarts.length - 1 : piece.writtenStarts.length;
    writtenStarts.replace(first, next, piece.writtenStarts.slice(0, own), grown);
    readStarts.replace(first, next, piece.readStarts.slice(0, own), readGrown);
    this.#lines = { written, writtenStarts, readStarts, readLength: lines.readLength + readGrown };
    return { offset, deleted, inserted: piece.text };
  }

  #read(written: string): { text: string; writtenStarts: number[]; readStarts: number[] } {
    const writtenStarts = [0];
    const readStarts = [0];
    const parts: string[] = [];
    let [length, from] = [0, 0];
    for (const { index, 0: end } of written.matchAll(/\r\n?|\n/g)) {
      const line = this.#readLine(written.slice(from, index));
      parts.push(line);
      length += line.length + 1;
      from = index + end.length;
      writtenStarts.push(from);
      readStarts.push(length);
    }
    parts.push(this.#readLine(written.slice(from)));
    return { text: parts.join('\n'), writtenStarts, readStarts };
  }

  #readLine(line: string): string {
    if (this.units === undefined) return line;
    const whiteSpace = indentationOf(line);
    if (whiteSpace === '') return line;
    return reindented(whiteSpace, this.units.written, this.units.read) + line.slice(whiteSpace.length);
  }
}

function asWritten(line: string, { written, read }: Reindentation): string {
  const whiteSpace = indentationOf(line);
  return reindented(whiteSpace, read, written) + line.slice(whiteSpace.length);
}

function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** A line without its end. */
function contentOf({ written, writtenStarts }: Lines, line: number): string {
  return written.slice(writtenStarts.at(line), writtenStarts.at(line + 1)).replace(/\r\n?$|\n$/, '');
}
