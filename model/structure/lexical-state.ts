/** What is open at the end of a line: brackets, a string or a comment. */
import type { Language } from './languages';

export interface LexicalState {
  /** What closes the brackets that are open, the innermost last. */
  readonly open: string;
  /** What ends the string or comment that is open; empty where none is. */
  readonly within: string;
  /** Whether a bracket was closed that was not open, or a string ended with its line. */
  readonly broken: boolean;
}

export const atTop: LexicalState = { open: '', within: '', broken: false };

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export function sameState(a: LexicalState, b: LexicalState): boolean {
  return a.open === b.open && a.within === b.within && a.broken === b.broken;
}

export function isAtTop({ open, within }: LexicalState): boolean {
  return open === '' && within === '';
}

/** The state after one line more. @param line without its end. */
export function afterLine(state: LexicalState, line: string, language: Language): LexicalState {
  const { open, within, broken } = readLine(state, line, language);
  return { open, within, broken };
}

/** What the end of a line's beginning lies in. */
export type Region = 'code' | 'comment' | 'string';

/** @param state before the line. @param beginning of the line, up to the place that is asked about. */
export function regionAt(state: LexicalState, beginning: string, language: Language): Region {
  return readLine(state, beginning, language).region;
}

function readLine(state: LexicalState, line: string, language: Language): LexicalState & { readonly region: Region } {
  let { open, within, broken } = state;
  for (let at = 0; at < line.length;) {
    if (within !== '') {
      const end = endOf(line, at, within);
      if (end < 0) break;
      at = end;
      within = '';
      continue;
    }
    const character = line.charAt(at);
    if (language.lineComment.some((mark) => line.startsWith(mark, at))) {
      return { open, within, broken, region: 'comment' };
    }
    const comment = language.blockComments.find(([mark]) => line.startsWith(mark, at));
    const long = language.longQuotes.find((mark) => line.startsWith(mark, at));
    if (comment !== undefined) {
      within = comment[1];
      at += comment[0].length;
    } else if (long !== undefined) {
      within = long;
      at += long.length;
    } else if (language.quotes.includes(character)) {
      const end = endOf(line, at + 1, character);
      if (end < 0) return { open, within, broken: broken || !line.endsWith('\\'), region: 'string' };
      at = end;
    } else if (language.regex && character === '/' && /(?:^|[=(,:[!&|?{};]|return)\s*$/.test(line.slice(0, at))) {
      at = endOfRegex(line, at + 1);
    } else {
      if (language.brackets) {
        const close = closing[character];
        if (close !== undefined) open += close;
        else if (character === ')' || character === ']' || character === '}') {
          if (open.endsWith(character)) open = open.slice(0, -1);
          else broken = true;
        }
      }
      at += 1;
    }
  }
  const isComment = language.blockComments.some(([, close]) => close === within);
  return { open, within, broken, region: within === '' ? 'code' : isComment ? 'comment' : 'string' };
}

/** The state before each line, and after the last one: one more than there are lines. */
export function statesOf(lines: readonly string[], language: Language, start = atTop): LexicalState[] {
  const states = [start];
  for (const line of lines) states.push(afterLine(states.at(-1) ?? start, line, language));
  return states;
}

/** Index behind what ends a string or comment; -1 where it does not end in this line. */
function endOf(line: string, from: number, mark: string): number {
  for (let at = from; at < line.length; at++) {
    if (line.startsWith(mark, at)) return at + mark.length;
    if (line[at] === '\\' && mark !== '*/') at += 1;
  }
  return -1;
}

function endOfRegex(line: string, from: number): number {
  let inClass = false;
  for (let at = from; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  // A division after all.
  return from;
}
