/** A file that was written for a path, and where what stands in it comes from. */

export type EndOfText = 'end-of-file' | 'maximum' | 'cancelled';

export interface CopyingReport {
  /** The longest stretch that stands so in a file of the workspace; null where there is none of two dozen characters. */
  readonly longestRun: { readonly characters: number; readonly path: string } | null;
  /** Share of characters in such stretches of more than 60 characters, 0 to 1. */
  readonly shareInLongRuns: number;
}

export interface GeneratedFile {
  /** With line feeds. */
  readonly text: string;
  /** Whether it came to an end of itself. */
  readonly end: EndOfText;
  /** The file that it follows, by its path in the workspace; null where none is of its language, or none is known. */
  readonly follows: string | null;
  readonly copying: CopyingReport;
}

export type LineEnd = '\n' | '\r\n';

/** What is known of a file before it is written. */
export interface FilePlan {
  /** Whether any file of the workspace is known. */
  readonly knowsFiles: boolean;
  /** The path that is meant: what was typed, with the ending of the files beside it where it has none. */
  readonly meant: string;
  /** Files that one at that path may follow, the most fitting first; none where no file is of its language. */
  readonly follows: readonly string[];
  readonly names: readonly SuggestedName[];
  /** That the file is to be saved with. */
  readonly lineEnd: LineEnd;
}

/** A path that goes on as the names beside it do. */
export interface SuggestedName {
  readonly path: string;
  /** Whether it is a whole name, and not the beginning of one. */
  readonly whole: boolean;
}
