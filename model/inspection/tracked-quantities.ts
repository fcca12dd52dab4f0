/** What a unit may track of a text: one number for each of its characters, of what is so after it was read. */
import { trackedQuantities, type TrackedQuantity } from '@house-style/protocol/inspection';
import { languageOf } from '../structure/languages';
import { stretchesOf } from '../structure/code-only';

export type Quantities = Readonly<Record<TrackedQuantity, Float32Array>>;

/** Of the languages that are learned here; which of them a file is in says little of what its network has read. */
const keywords: ReadonlySet<string> = new Set(
  (
    'abstract and as assert async await break case catch class const continue def default del do elif else elsif end ' +
    'enum except export extends extern final finally fn for foreach from func function global goto if impl implements ' +
    'import in include instanceof interface is lambda let local match mod mut namespace new not or package pass private ' +
    'protected pub public raise readonly require return static struct super switch then this throw throws trait try type ' +
    'typedef typeof union unless until use using var virtual void volatile when where while with yield'
  ).split(' '),
);

const openings = new Set(['(', '[', '{']);
const closings = new Set([')', ']', '}']);

/**
 * By character (code point) of the text:
 * - `bracket-depth`: brackets open, those in strings and comments aside;
 * - `indentation`: characters of white space that the line begins with, as far as it is read;
 * - `in-string`, `in-comment`: 1 inside, marks included but for the last one, else 0;
 * - `position-in-line`: characters of the line read so far;
 * - `length-of-line`: characters of the whole line, its end included;
 * - `after-keyword`: 1 from behind a keyword to the end of the next word, else 0.
 *
 * @param extension of the file, with its dot, by which its language is known.
 */
export function quantitiesOf(text: string, extension: string): Quantities {
  const characters = Array.from(text);
  const made = Object.fromEntries(
    trackedQuantities.map((name) => [name, new Float32Array(characters.length)]),
  ) as Readonly<Record<TrackedQuantity, Float32Array>>;
  const { inString, inComment } = insideOf(text, characters, extension);
  made['in-string'].set(inString);
  made['in-comment'].set(inComment);
  const depths = nestingDepths(characters.map((character, at) => (inString[at] || inComment[at] ? ' ' : character)));
  made['bracket-depth'].set(depths);
  for (let start = 0; start < characters.length;) {
    const end = characters.indexOf('\n', start) + 1 || characters.length;
    trackLine(characters, start, end, made);
    start = end;
  }
  return made;
}

/** How many brackets are open after each character of a text. */
export function nestingDepths(text: Iterable<string>): number[] {
  let depth = 0;
  return Array.from(text, (character) => {
    if (openings.has(character)) depth += 1;
    if (closings.has(character)) depth = Math.max(0, depth - 1);
    return depth;
  });
}

function trackLine(characters: readonly string[], start: number, end: number, made: Quantities): void {
  let indentation = 0;
  let word = '';
  let lastWord = '';
  for (let at = start; at < end; at++) {
    const character = characters[at] as string;
    const position = at - start + 1;
    if (indentation === position - 1 && (character === ' ' || character === '\t')) indentation = position;
    const inWord = /[\p{L}\p{N}_$]/u.test(character);
    if (inWord) word += character;
    else if (word !== '') [lastWord, word] = [word, ''];
    made.indentation[at] = indentation;
    made['position-in-line'][at] = position;
    made['length-of-line'][at] = end - start;
    made['after-keyword'][at] = keywords.has(lastWord) ? 1 : 0;
  }
}

/** Whether each character leaves a reader inside a string or a comment. */
function insideOf(
  text: string,
  characters: readonly string[],
  extension: string,
): Record<'inString' | 'inComment', Uint8Array> {
  const [inString, inComment] = [new Uint8Array(characters.length), new Uint8Array(characters.length)];
  let [character, unit] = [0, 0];
  for (const { kind, from, text: found, endsWithLine } of stretchesOf(text, languageOf(extension))) {
    const inside = kind === 'string' ? inString : inComment;
    const end = from + found.length;
    for (; unit < from; character++) unit += (characters[character] as string).length;
    for (; unit < end; character++) {
      unit += (characters[character] as string).length;
      inside[character] = unit < end || endsWithLine ? 1 : 0;
    }
  }
  return { inString, inComment };
}
