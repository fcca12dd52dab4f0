/** A text's code without what it says in comments and strings. */
import type { Language } from './languages';

/** The text with comments and the insides of strings left out; lines stay lines. */
export function codeOnly(text: string, language: Language): string {
  const { lineComment, blockComments, quotes, longQuotes } = language;
  const marks = [
    ...blockComments.map(([open, close]) => `${escaped(open)}[^]*?(?:${escaped(close)}|$)`),
    ...longQuotes.map((mark) => `${escaped(mark)}(?:\\\\[^]|(?!${escaped(mark)})[^])*(?:${escaped(mark)}|$)`),
    ...quotes.map((mark) => `${escaped(mark)}(?:\\\\.|(?!${escaped(mark)})[^\\\\\\n])*${escaped(mark)}`),
    ...lineComment.map((mark) => `${escaped(mark)}.*`),
  ];
  if (marks.length === 0) return text;
  return text.replace(new RegExp(marks.join('|'), 'g'), (found) => {
    // What stands in the braces of a template is code.
    const inside = found.startsWith('`') ? (found.match(/\$\{[^}]*\}/g) ?? []).join(' ') : '';
    return `${inside}${'\n'.repeat(found.split('\n').length - 1)}`;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
