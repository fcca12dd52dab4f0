/** What kind of character each token stands for, as `assembly/lexical.ts` reads it. */
import type { Vocabulary } from '../vocabulary/vocabulary';

const startOfPath = 2;
const startOfBody = 3;
const endOfFile = 4;
/** A mark outside ASCII. */
const mark = 7;
/** Codes from 128 count as parts of words: letters and digits outside ASCII, and half bytes, which mostly spell such. */
const wordPart = 128;

/** `[256]` by token: an ASCII character's code, or one of the kinds above. */
export function characterCodes(vocabulary: Vocabulary): Uint8Array {
  const codes = new Uint8Array(256);
  for (let token = 0; token < vocabulary.size; token++) codes[token] = codeOf(vocabulary, token);
  return codes;
}

function codeOf(vocabulary: Vocabulary, token: number): number {
  if (token === vocabulary.startOfPath) return startOfPath;
  if (token === vocabulary.startOfBody) return startOfBody;
  if (token === vocabulary.endOfFile) return endOfFile;
  const character = vocabulary.character(token);
  if (character === undefined) return wordPart;
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return point;
  return /[\p{L}\p{N}]/u.test(character) ? wordPart : mark;
}
