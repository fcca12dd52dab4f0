/** Where the cells of an open notebook stand in the one text that they are, and which edits of that text theirs are. */
import type { Edit } from '@house-style/protocol/edit';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { cellText, commentMark, joinCells } from '@house-style/protocol/notebook-text';

export interface OpenCell {
  /** Tells it from the notebook's other cells. */
  readonly id: string;
  readonly isMarkup: boolean;
  /** With whatever line ends it has. */
  readonly text: string;
}

interface PlacedCell extends OpenCell {
  /** As it stands in the text. */
  readonly rendered: string;
}

/** A line that is a comment in the text and none in its cell. */
export interface LineOfComment {
  /** What stands before its first character in the text as soon as there is one. */
  readonly missing: string;
}

/** What is suggested in a comment, as it stands in the Markdown cell: of the line alone. */
export function asProse(outcome: CompletionOutcome, { missing }: LineOfComment): CompletionOutcome {
  if (outcome.kind !== 'shown') return outcome;
  const candidates = outcome.candidates.flatMap((candidate) => {
    const [line = ''] = candidate.text.split('\n', 1);
    const text = line.startsWith(missing) ? line.slice(missing.length) : '';
    return text.trim() === '' ? [] : [{ ...candidate, text }];
  });
  return candidates.length > 0 ? { kind: 'shown', candidates } : { kind: 'quiet', reason: 'unsure' };
}

/** A place in a cell. */
export interface PlaceInCell {
  /** Of the cell. */
  readonly id: string;
  /** Code units of the cell's text, with line feeds. */
  readonly offset: number;
}

export class NotebookMap {
  #text = '';
  #starts: readonly number[] = [];
  #cells: readonly PlacedCell[] = [];
  #mark = '#';

  /** @param language of the notebook's code. */
  constructor(cells: readonly OpenCell[], language: string) {
    this.update(cells, language);
  }

  get text(): string {
    return this.#text;
  }

  /** Takes the cells as they are now; returns the edit by which the text has changed, undefined where it has not. */
  update(cells: readonly OpenCell[], language: string): Edit | undefined {
    const before = this.#text;
    const mark = commentMark(language);
    const known = new Map(mark === this.#mark ? this.#cells.map((cell) => [cell.id, cell]) : []);
    this.#mark = mark;
    this.#cells = cells.map((cell) => {
      const same = known.get(cell.id);
      if (same?.text === cell.text && same.isMarkup === cell.isMarkup) return same;
      const text = withLineFeeds(cell.text);
      return { ...cell, rendered: cellText({ isMarkup: cell.isMarkup, text }, mark) };
    });
    const { text, starts } = joinCells(this.#cells.map(({ rendered }) => rendered));
    this.#text = text;
    this.#starts = starts;
    return before === text ? undefined : editBetween(before, text);
  }

  /**
   * The place in the text of a place in a cell; undefined where there is no such cell.
   *
   * @param offset code units of the cell's text, with the line ends that it has.
   */
  offsetIn(id: string, offset: number): number | undefined {
    const index = this.#cells.findIndex((cell) => cell.id === id);
    const cell = this.#cells[index];
    if (cell === undefined) return undefined;
    const before = withLineFeeds(cell.text.slice(0, offset));
    const start = this.#starts[index] ?? 0;
    if (!cell.isMarkup || cell.rendered === '') return start + before.length;
    const lines = before.split('\n');
    const rendered = cell.rendered.split('\n');
    const above = rendered.slice(0, lines.length - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const column = this.#mark.length + 1 + (lines.at(-1)?.length ?? 0);
    // An empty line has no blank behind its mark.
    return start + above + Math.min(column, rendered[lines.length - 1]?.length ?? 0);
  }

  /** The line of a Markdown cell that a place is in; undefined for code. */
  lineOfComment(id: string, offset: number): LineOfComment | undefined {
    const cell = this.#cells.find((one) => one.id === id);
    if (cell?.isMarkup !== true) return undefined;
    const line = cell.text.slice(0, offset).split('\n').length - 1;
    const text = (cell.text.split('\n')[line] ?? '').replace(/\r$/, '');
    if (text !== '') return { missing: '' };
    return { missing: cell.rendered === '' ? `${this.#mark} ` : ' ' };
  }

  /** The cell that a place in the text is in, or before, and where in it. */
  placeAt(offset: number): PlaceInCell | undefined {
    const cell = this.#starts.findLastIndex((start) => start <= offset);
    const placed = this.#cells[cell];
    if (placed === undefined) return undefined;
    const within = Math.min(offset - (this.#starts[cell] ?? 0), placed.rendered.length);
    const { id } = placed;
    if (!placed.isMarkup) return { id, offset: within };
    const lines = placed.rendered.slice(0, within).split('\n');
    const marks = lines.map((line) => Math.min(line.length, this.#mark.length + 1));
    return { id, offset: within - marks.reduce((sum, length) => sum + length, 0) };
  }
}

/** One edit that makes one text of another. */
function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return { offset: start, deleted: before.length - end - start, inserted: after.slice(start, after.length - end) };
}
