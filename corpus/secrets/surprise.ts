/** Tells what was drawn at random from what was written by people, by its spelling. */
import { readCosts } from './costs';
import { spelling } from './spelling';
import { symbolCount, symbolsOf } from './symbols';

const costs = readCosts(spelling);

/**
 * How unlike names and words a text is spelled, in bits per character: names have 3 to 5, random letters 7 and more.
 * Digits count little: they are all one symbol.
 */
export function surprise(text: string): number {
  const symbols = symbolsOf(text);
  let bits = 0;
  for (let index = 1; index < symbols.length; index++) {
    const pair = (symbols[Math.max(0, index - 2)] ?? 0) * symbolCount + (symbols[index - 1] ?? 0);
    bits += costs[pair * symbolCount + (symbols[index] ?? 0)] ?? 0;
  }
  return bits / text.length;
}

/** Bits per character from which on a text counts as random: the shorter, the more a name reaches by chance. */
function leastSurprise(length: number): number {
  if (length >= 16) return 5.75;
  return length >= 12 ? 6 : 6.75;
}

/** Shortest text of which it can be told. */
const shortest = 8;

/** Whether a text was drawn rather than written. */
export function looksRandom(text: string): boolean {
  if (text.length < shortest || isRepetitive(text) || !/[A-Za-z]/.test(text)) return false;
  if (/^(?:0x)?[0-9a-f-]+$/i.test(text)) return text.length >= 16 && isMixedHexadecimal(text);
  return surprise(text) >= leastSurprise(text.length);
}

/** Hexadecimal digits are mostly one symbol here; drawn ones go to and fro between figures and letters. */
function isMixedHexadecimal(text: string): boolean {
  const changes = text.match(/\d(?=[a-f])|[a-f](?=\d)/gi)?.length ?? 0;
  return changes >= text.length / 10;
}

/** `aaaaaaaa`, `0123456789abcdef`, `ABCDEFGHIJ`, `xxxx-xxxx`: few differences between neighbours, or few characters. */
export function isRepetitive(text: string): boolean {
  let runs = 0;
  for (let index = 1; index < text.length; index++) {
    const step = text.charCodeAt(index) - text.charCodeAt(index - 1);
    if (step >= -1 && step <= 1) runs++;
  }
  return runs >= text.length / 2 || new Set(text).size <= Math.min(5, text.length / 3);
}
