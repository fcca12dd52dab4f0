import { Failure } from '@house-style/protocol/failure';

/**
 * The offset of a position in a text, UTF-16 code units.
 *
 * @param line and column count from 1, columns in code units; the column after a line's last character is its end.
 * @param file for the message only.
 * @throws Failure `position-outside-file`.
 */
export function offsetAt(text: string, line: number, column: number, file: string): number {
  const lines = text.split('\n');
  const here = lines[line - 1];
  if (here === undefined) {
    throw new Failure(
      'position-outside-file',
      `Line ${line} is outside ${file}, which has lines 1 to ${lines.length}.`,
    );
  }
  const length = here.endsWith('\r') ? here.length - 1 : here.length;
  if (!Number.isInteger(column) || column < 1 || column > length + 1) {
    throw new Failure(
      'position-outside-file',
      `Column ${column} is outside line ${line} of ${file}, which has columns 1 to ${length + 1}.`,
    );
  }
  const before = lines.slice(0, line - 1).reduce((sum, { length: units }) => sum + units + 1, 0);
  return before + column - 1;
}
