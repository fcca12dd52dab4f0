/** Line ends are no content: text is learned, read and compared with line feeds, and written with the document's own. */

/** A text of any line ends with line feeds. */
export function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
