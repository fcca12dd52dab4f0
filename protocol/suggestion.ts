/** What stands around the cursor on its line. */
export interface Cursor {
  /** The document's name. */
  readonly document: string;
  /** Of the cursor, UTF-16 code units from the start of the document. */
  readonly offset: number;
  /** From the start of the line to the cursor. */
  readonly before: string;
  /** From the cursor to the end of the line. */
  readonly after: string;
}

/** What is shown to stand at the cursor. */
export interface Suggestion {
  readonly text: string;
  /** Code units after the cursor that the text replaces. */
  readonly replaces: number;
}

/** The suggestions that were last given, with the place that they were given for. */
export interface Given {
  readonly cursor: Cursor;
  readonly suggestions: readonly Suggestion[];
}

/**
 * The cursor at a place in a document.
 *
 * @param offset code units, within the text.
 */
export function cursorAt(document: string, text: string, offset: number): Cursor {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  const lineFeed = text.indexOf('\n', offset);
  const after = text.slice(offset, lineFeed < 0 ? text.length : lineFeed).replace(/\r$/, '');
  return { document, offset, before: text.slice(lineStart, offset), after };
}
