/** Line ends are no content: text is learned, read and compared with line feeds, and written with the document's own. */

/** A text of any line ends with line feeds. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/**
 * The lines of a text, with line feeds, that are finished. A last line without a line feed may be half written, as where a
 * file was saved in the middle of a word: that it ends there says nothing of how such a line goes on.
 */
export function finishedLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
