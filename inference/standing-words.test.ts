import { expect, test } from 'vitest';
import { StandingWords } from './standing-words';

const standing = await StandingWords.of(['const password = read();\n', 'export function größe() {}\n']);

/** Whether it is allowed where `|` stands. */
function allows(document: string, suggestion: string, replaces = 0): boolean {
  return standing.allow(document.replace('|', ''), document.indexOf('|'), suggestion, replaces);
}

test.each([
  ['words that stand in the code', 'x = |', 'read();\n'],
  ['words that stand in the document alone', 'quagga = 1\n|', 'quagga'],
  ['the rest of a word that was begun', 'pass|', 'word = '],
  ['what a word that stands begins with', 'const |', 'passw'],
  ['letters of other scripts', 'x = |', 'größe()'],
  ['signs alone', 'f(|', ');\n'],
])('allows %s', (_, document, suggestion) => {
  expect(allows(document, suggestion)).toBe(true);
});

test.each([
  ['a word that stands nowhere', 'x = |', "'hunter2';\n"],
  ['the rest of one', "x = 'hun|", 'ter2'],
  ['the beginning of one', 'x = |', "'hunt"],
  ['a part of a word as a whole one', 'x = |', 'pass();'],
  ['one that a word after the cursor would become', 'x = |ter2', 'hun'],
  ['what a longer word of the document holds', 'myhunter2s = 1\n|', 'hunter2;'],
])('does not allow %s', (_, document, suggestion) => {
  expect(allows(document, suggestion)).toBe(false);
});

test('what a suggestion replaces does not count', () => {
  expect(allows('f(|ter2', 'read', 4)).toBe(true);
});
