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
