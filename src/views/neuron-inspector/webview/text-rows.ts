/** Which characters of a text stand in which row, where long lines are broken. */

export interface Row {
  /** Index of its first character. */
  readonly start: number;
  /** Behind its last one, a line end included. */
  readonly end: number;
  /** Line that starts with it, from 0; undefined for the rest of a line that was broken. */
  readonly line: number | undefined;
}

export function rowsOf(characters: readonly string[], columns: number): Row[] {
  const rows: Row[] = [];
  let line = 0;
  for (let start = 0; start < characters.length; line++) {
    const lineEnd = characters.indexOf('\n', start);
    const end = lineEnd < 0 ? characters.length : lineEnd + 1;
    for (let at = start; at < end; at += columns) {
      rows.push({ start: at, end: Math.min(end, at + columns), line: at === start ? line : undefined });
    }
    start = end;
  }
  return rows;
}

/** Index of the row that a character stands in. */
export function rowAt(rows: readonly Row[], character: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle] as Row).start <= character) low = middle;
    else high = middle - 1;
  }
  return low;
}
