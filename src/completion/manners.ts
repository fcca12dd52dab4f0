/**
 * When suggestions that come by themselves keep quiet, whatever the model would say: where somebody is at something else
 * than writing on. Who asks for one gets it all the same. That none is shown within a snippet's placeholders is the
 * editor's own doing (`editor.inlineSuggest.suppressInSnippetMode`); extensions are not told of these.
 */

/** What was done last to a document. */
export type LastEdit = 'typed' | 'deleted' | 'undone';

/** What somebody is doing in a document. */
export interface Activity {
  readonly lastEdit: LastEdit;
  readonly cursors: number;
  /** Whether any text is selected. */
  readonly selecting: boolean;
}

/** Why nothing comes by itself, as far as what somebody does tells. */
export type MannersReason =
  /** Something was just deleted, and nothing typed since. */
  | 'just-deleted'
  /** Something was just undone or redone, and nothing typed since. */
  | 'just-undone'
  | 'selection'
  | 'several-cursors'
  /** Between the markers of a merge conflict. */
  | 'merge-conflict'
  /** Tab would indent here, and is not taken for a suggestion. */
  | 'tab-indents';

/** Code units before and after the cursor that are looked through for a conflict's markers. */
export const conflictLength = 20_000;
/** Code units before the cursor that are looked through for the line above. */
export const aboveLength = 2000;

/** @returns undefined where nothing was changed, as when a file is saved. */
export function editOf(changes: readonly { readonly text: string }[], undoing: boolean): LastEdit | undefined {
  if (changes.length === 0) return undefined;
  if (undoing) return 'undone';
  return changes.every(({ text }) => text === '') ? 'deleted' : 'typed';
}

export function whyBusy({ lastEdit, cursors, selecting }: Activity): MannersReason | undefined {
  if (cursors > 1) return 'several-cursors';
  if (selecting) return 'selection';
  if (lastEdit === 'deleted') return 'just-deleted';
  return lastEdit === 'undone' ? 'just-undone' : undefined;
}

/**
 * Whether a place lies between the markers of a merge conflict, these included.
 *
 * @param before the text before it, from the start of the document or {@link conflictLength}.
 * @param after the text after it, as long.
 */
export function isInConflict(before: string, after: string): boolean {
  const above = `\n${before}`;
  const opened = above.lastIndexOf('\n<<<<<<< ');
  if (opened < 0) return false;
  const closed = above.lastIndexOf('\n>>>>>>> ');
  if (closed < opened) return after.includes('\n>>>>>>> ');
  return closed === above.lastIndexOf('\n');
}

/**
 * Whether somebody who presses Tab here would indent: the cursor stands before all text of its line, and left of where
 * the line above stands, or of what that line opens. A suggestion there that begins with text would take the key.
 *
 * @param before the text before the cursor, some lines of it.
 */
export function tabIndents(before: string): boolean {
  const lines = before.split(/\r?\n/);
  const here = lines.pop() ?? '';
  const above = lines.findLast((line) => line.trim() !== '');
  if (above === undefined || here.trim() !== '') return false;
  const [column, columnAbove] = [indentationOf(here), indentationOf(above)];
  return column < columnAbove || (column === columnAbove && /[([{:]\s*$/.test(above));
}

/** Columns of white space that a line begins with; where a tab goes to matters little, as lines of one file are compared. */
function indentationOf(line: string): number {
  const [white = ''] = /^\s*/.exec(line) ?? [];
  return white.replaceAll('\t', '    ').length;
}
