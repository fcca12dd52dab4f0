import type { Cursor, Suggestion } from '@house-style/protocol/suggestion';

/** The entry that IntelliSense's popup has selected, in columns of the cursor's line. */
export interface PopupChoice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A suggestion as the editor takes it: text in place of columns `start` to `end` of the cursor's line. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A suggestion from the start of the line: the editor can then keep showing it while text before it is deleted, instead
 * of hiding it until the next answer. Where the popup is open, a suggestion must replace what the popup would, and go
 * on from its choice; everything else would fight it.
 *
 * @returns undefined where the suggestion does not go on from the popup's choice.
 */
export function asReplacement(
  suggestion: Suggestion,
  cursor: Cursor,
  popup: PopupChoice | undefined,
): Replacement | undefined {
  const column = cursor.before.length;
  if (popup === undefined) {
    return { start: 0, end: column + suggestion.replaces, text: cursor.before + suggestion.text };
  }
  const shortened = withoutReplacing(suggestion, cursor, popup.end - column);
  if (shortened === undefined) return undefined;
  const text = cursor.before.slice(popup.start) + shortened;
  return text.startsWith(popup.text) && text.length > popup.text.length
    ? { start: popup.start, end: popup.end, text }
    : undefined;
}

/**
 * The same change with only `replaces` characters after the cursor replaced: what the suggestion repeats at its end
 * stays in the document instead.
 */
function withoutReplacing(suggestion: Suggestion, cursor: Cursor, replaces: number): string | undefined {
  if (suggestion.replaces === replaces) return suggestion.text;
  if (suggestion.replaces < replaces) return undefined;
  const kept = cursor.after.slice(replaces, suggestion.replaces);
  return suggestion.text.endsWith(kept) ? suggestion.text.slice(0, -kept.length) : undefined;
}
