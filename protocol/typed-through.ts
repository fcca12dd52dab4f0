import { withLineFeeds } from './line-ends';
import type { Cursor, Given, Suggestion } from './suggestion';

/** What editors put behind the cursor by themselves when the opening half is typed. */
const closers = new Set([')', ']', '}', '"', "'", '`', '>']);

/**
 * So few code units that are left of a suggestion are a scrap: whoever typed that far has said more than was known when
 * it was made, and the model is asked what it would say now.
 */
export const scrapLength = 6;

/** Whether what is left is too little to be shown without asking for more. Several are there to be chosen from, and stay. */
export function isScrap(rests: readonly Suggestion[]): boolean {
  const [rest] = rests;
  return rest !== undefined && rests.length === 1 && rest.text.length < scrapLength;
}

/**
 * What is left of the suggestions that were given last, where the text typed since agrees with them: a suggestion that
 * is being typed stays as it is, without a new question to the model and without flicker. Deleting part of what was
 * typed gives that part back.
 *
 * @param textSince document text from an offset to the cursor.
 * @returns the suggestions that still agree, none where the text went another way.
 */
export function typedThrough(given: Given, now: Cursor, textSince: (offset: number) => string): Suggestion[] {
  if (now.document !== given.cursor.document || now.offset < given.cursor.offset) return [];
  // Suggestions end lines with a line feed alone; the editor puts in what the document has.
  const typed = withLineFeeds(textSince(given.cursor.offset));
  const line = typed.lastIndexOf('\n') + 1;
  const startOfLine = line > 0 ? typed.slice(line) : given.cursor.before + typed;
  // The offset may be the same by chance after edits elsewhere; the line's start tells.
  if (now.before !== startOfLine) return [];
  const rests = given.suggestions.flatMap((suggestion) => remainder(suggestion, typed, given.cursor.after, now.after));
  // White space alone cannot be seen, and Tab would seem to do nothing or the wrong thing.
  return rests.filter(({ text }) => text.trim() !== '');
}

function remainder(suggestion: Suggestion, typed: string, afterThen: string, afterNow: string): Suggestion[] {
  if (!suggestion.text.startsWith(typed) || suggestion.text.length === typed.length) return [];
  const text = suggestion.text.slice(typed.length);
  if (afterNow === afterThen) return [{ text, replaces: suggestion.replaces }];
  if (!afterNow.endsWith(afterThen)) return [];
  const added = afterNow.slice(0, afterNow.length - afterThen.length);
  return closesInOrder(text, added) ? [{ text, replaces: suggestion.replaces + added.length }] : [];
}

/** Whether `added` is made of closing characters that the text brings itself, in the same order. */
function closesInOrder(text: string, added: string): boolean {
  let from = 0;
  for (const closer of added) {
    const found = closers.has(closer) ? text.indexOf(closer, from) : -1;
    if (found < 0) return false;
    from = found + 1;
  }
  return true;
}
