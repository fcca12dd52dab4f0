/** One replacement in a document: `deleted` code units from `offset` give way to `inserted`. */
export interface Edit {
  readonly offset: number;
  readonly deleted: number;
  readonly inserted: string;
}

/**
 * A text after an edit.
 *
 * @throws RangeError when the edit lies outside the text.
 */
export function edited(text: string, { offset, deleted, inserted }: Edit): string {
  if (!(offset >= 0 && deleted >= 0 && offset + deleted <= text.length)) {
    throw new RangeError(`Edit ${offset}+${deleted} lies outside a text of ${text.length} code units.`);
  }
  return text.slice(0, offset) + inserted + text.slice(offset + deleted);
}
