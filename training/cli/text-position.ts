import { Failure } from '@house-style/protocol/failure';
import { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * The offset of a position in a text, UTF-16 code units.
 *
 * @param line and column count from 1, columns in code units; the column after a line's last character is its end.
 * @param file for the message only.
 * @throws Failure `position-outside-file`.
 */
export function offsetAt(text: string, line: number, column: number, file: string): number {
  const document = TextDocument.create(file, '', 1, text);
  const { lineCount } = document;
  if (!Number.isInteger(line) || line < 1 || line > lineCount) {
    throw new Failure('position-outside-file', `Line ${line} is outside ${file}, which has lines 1 to ${lineCount}.`);
  }
  const start = document.offsetAt({ line: line - 1, character: 0 });
  // Characters beyond a line's end are taken for its end, in front of the line break.
  const length = document.offsetAt({ line: line - 1, character: text.length }) - start;
  if (!Number.isInteger(column) || column < 1 || column > length + 1) {
    throw new Failure(
      'position-outside-file',
      `Column ${column} is outside line ${line} of ${file}, which has columns 1 to ${length + 1}.`,
    );
  }
  return start + column - 1;
}
