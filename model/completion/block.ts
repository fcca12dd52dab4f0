/**
 * How far a suggestion may go beyond its line: to the end of the block that the cursor stands in, and no further. A
 * block ends where a line begins left of where the suggestion's first line does; the bracket that closes it still
 * belongs to it.
 */
export interface Block {
  /** Line breaks that a suggestion may have; 0 keeps it on its line. */
  readonly lineBreaks: number;
  /** Columns of white space that lines of the block start with. */
  readonly indentation: number;
}

/** Longer suggestions are read no more, they are looked at. */
const lineBreaks = 8;

const closers = new Set([')', ']', '}']);

/**
 * @param before the cursor's line, before the cursor.
 * @param multiLine whether more than the line is wanted at all.
 */
export function blockAt(before: string, multiLine: boolean): Block {
  return { lineBreaks: multiLine ? lineBreaks : 0, indentation: indentationOf(before) };
}

/** Whether a suggestion may go on with a character. */
export function staysWithin({ lineBreaks, indentation }: Block, text: string, character: string): boolean {
  const lineStart = text.lastIndexOf('\n') + 1;
  if (character === '\n' || character === '\r') {
    if (character === '\r' && text.endsWith('\r')) return false;
    return countOf(text, '\n') < lineBreaks && (lineStart === 0 || !closesBlock(text.slice(lineStart), indentation));
  }
  if (lineStart === 0 || isWhiteSpace(character)) return true;
  const line = text.slice(lineStart);
  return line.trim() !== '' || line.length >= indentation || closers.has(character);
}

/** Whether a line that is not blank begins left of its block. */
function closesBlock(line: string, indentation: number): boolean {
  return line.trim() !== '' && indentationOf(line) < indentation;
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isWhiteSpace(character: string): boolean {
  return character.trim() === '';
}

function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1;
  return count;
}
