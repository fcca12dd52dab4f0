/** Puts the name of a new file in the place of the name of the file that it follows, however either is written. */
import { caseStyles, inStyle, styleOf, wordsOf } from './words';

export interface Renaming {
  /** What the file that is followed is about, as its name is written. */
  readonly from: string;
  readonly to: string;
  /**
   * Whether a name belongs to the file that is followed, and not to the language or the rest of the code: of `map.ts`,
   * `map` does and `Map` does not.
   */
  readonly isOwn: (identifier: string) => boolean;
}

const identifierBefore = /[A-Za-z\d_$]*$/;
const identifierAfter = /^[A-Za-z\d_$]*/;

/** The text with its names carried over. */
export function carryOver(text: string, { from, to, isOwn }: Renaming): string {
  const fromWords = wordsOf(from);
  const toWords = wordsOf(to);
  if (from === to || fromWords.length === 0 || toWords.length === 0) return text;
  const spellings = spellingsOf(from, fromWords, to, toWords);
  const pattern = new RegExp(
    [...spellings.keys()]
      .sort((a, b) => b.length - a.length)
      .map(escaped)
      .join('|'),
    'g',
  );
  const single = fromWords.length === 1;
  return text.replace(pattern, (found, at: number) => {
    const before = text.slice(Math.max(0, at - 64), at);
    const after = text.slice(at + found.length, at + found.length + 64);
    if (!standsApart(found, before, after)) return found;
    const head = identifierBefore.exec(before)?.[0] ?? '';
    const tail = identifierAfter.exec(after)?.[0] ?? '';
    if (single) {
      // One word may mean anything: it is the file's name where a name of the file holds it.
      if (before.endsWith('.') && tail === '' && !/['"`/]/.test(after.charAt(0))) return found;
      if (!isOwn(head + found + tail)) return found;
      if (head + tail === '' && /^[a-z]/.test(found) && !isName(before, after)) return found;
    }
    const written = spellings.get(found) ?? found;
    // What stood with a hyphen may again.
    if (found.includes('-')) return written;
    return suited(written, toWords, head + tail, before, after);
  });
}

/** Whether a plain word is a name where it stands, and not a word of a sentence or of the language, such as `from`. */
function isName(before: string, after: string): boolean {
  return (
    /^(?:[(<[.,;:)}\]'"`=!?]|\s*[,})\]=])/.test(after) ||
    /(?:\b(?:function\*?|class|const|let|var|def|func|type|interface|enum|struct|new|typeof|return)\s+|[`'"{/.]\s?)$/.test(
      before,
    )
  );
}

/** Each way of writing the old name, and how the new one is written there. */
function spellingsOf(
  from: string,
  fromWords: readonly string[],
  to: string,
  toWords: readonly string[],
): Map<string, string> {
  const spellings = new Map<string, string>();
  const asWritten = styleOf(from) === styleOf(to) || (fromWords.length === 1 && styleOf(from) === 'camel');
  spellings.set(from, asWritten ? to : inStyle(toWords, styleOf(from)));
  for (const style of caseStyles) {
    const spelled = inStyle(fromWords, style);
    if (!spellings.has(spelled)) spellings.set(spelled, inStyle(toWords, style));
  }
  const sentence = capital(inStyle(fromWords, 'spaced'));
  if (!spellings.has(sentence)) spellings.set(sentence, capital(inStyle(toWords, 'spaced')));
  const title = fromWords.map(capital).join(' ');
  if (!spellings.has(title)) spellings.set(title, toWords.map(capital).join(' '));
  const screamingFlat = from.toUpperCase();
  if (!spellings.has(screamingFlat)) spellings.set(screamingFlat, to.toUpperCase());
  return spellings;
}

/** Whether what was found ends where words end, and is not part of a longer one. */
function standsApart(found: string, before: string, after: string): boolean {
  const [first, last] = [found.charAt(0), found.at(-1) ?? ''];
  const startsLow = /[a-z]/.test(first);
  if (startsLow ? /[A-Za-z\d]$/.test(before) : /[A-Z]$/.test(before) && !/[a-z]/.test(last)) return false;
  return !(/[a-z\d]/.test(last) ? /^[a-z\d]/ : /^[A-Za-z\d]/).test(after);
}

/** A name with hyphens stands in strings and paths alone; elsewhere it is an identifier. */
function suited(written: string, words: readonly string[], joined: string, before: string, after: string): string {
  if (!written.includes('-')) return written;
  const inPath = /['"`/.-]$/.test(before) || /^['"`/.-]/.test(after);
  return inPath && joined === '' ? written : inStyle(words, 'camel');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
