/** Which parts of a text are code, and which are said in comments and strings. */
import type { Language } from './languages';

/** A comment or a string of a text, its marks included. */
export interface Stretch {
  readonly kind: 'comment' | 'string';
  /** Code units. */
  readonly from: number;
  readonly text: string;
  /** Whether it ends with its line, by no mark of its own. */
  readonly endsWithLine: boolean;
}

/** A text's comments and strings, in order. */
export function stretchesOf(text: string, language: Language): Stretch[] {
  const { lineComment, blockComments, quotes, longQuotes } = language;
  const comments = [
    ...blockComments.map(([open, close]) => `${escaped(open)}[^]*?(?:${escaped(close)}|$)`),
    ...lineComment.map((mark) => `(?<line>${escaped(mark)}.*)`),
  ];
  const strings = [
    ...longQuotes.map((mark) => `${escaped(mark)}(?:\\\\[^]|(?!${escaped(mark)})[^])*(?:${escaped(mark)}|$)`),
    ...quotes.map((mark) => `${escaped(mark)}(?:\\\\.|(?!${escaped(mark)})[^\\\\\\n])*${escaped(mark)}`),
  ];
  if (comments.length + strings.length === 0) return [];
  const pattern = new RegExp(`(?<comment>${comments.join('|') || '(?!)'})|${strings.join('|') || '(?!)'}`, 'g');
  return Array.from(text.matchAll(pattern), ({ 0: found, index, groups }) => ({
    kind: groups?.['comment'] === undefined ? 'string' : 'comment',
    from: index,
    text: found,
    endsWithLine: groups?.['line'] !== undefined,
  }));
}

/** The text with comments and the insides of strings left out; lines stay lines. */
export function codeOnly(text: string, language: Language): string {
  let [code, end] = ['', 0];
  for (const { from, text: found } of stretchesOf(text, language)) {
    // What stands in the braces of a template is code.
    const inside = found.startsWith('`') ? (found.match(/\$\{[^}]*\}/g) ?? []).join(' ') : '';
    code += text.slice(end, from) + inside + '\n'.repeat(found.split('\n').length - 1);
    end = from + found.length;
  }
  return code + text.slice(end);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
