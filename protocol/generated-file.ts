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
