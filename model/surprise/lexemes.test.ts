import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lexemesOf } from './lexemes';

const codeLike = fc
  .array(
    fc.constantFrom(
      'a',
      'B_1',
      ' ',
      '\t',
      '\n',
      "'",
      '"',
      '`',
      '/*',
      '*/',
      '//',
      '#',
      '\\',
      '12',
      '=>',
      '(',
      'é',
      '😀',
    ),
  )
  .map((parts) => parts.join(''));

test.each(['a.ts', 'a.py'])(
  'the lexemes of %s are all of its text, in order, each on the line that it says',
  (path) => {
    fc.assert(
      fc.property(codeLike, (text) => {
        let at = 0;
        for (const { start, end, line } of lexemesOf(path, text)) {
          expect(start).toBe(at);
          expect(end).toBeGreaterThan(start);
          expect(line).toBe(text.slice(0, start).split('\n').length - 1);
          at = end;
        }
        expect(at).toBe(text.length);
      }),
    );
  },
);

test('code, strings, comments and what lies between are told apart', () => {
  const text = `  if (a_b !== 'x y') // why\n\treturn 1.5;`;
  const kinds = lexemesOf('a.ts', text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);
  expect(kinds).toEqual([
    ['indentation', '  '],
    ['word', 'if'],
    ['space', ' '],
    ['sign', '('],
    ['word', 'a_b'],
    ['space', ' '],
    ['sign', '!=='],
    ['space', ' '],
    ['quote', "'"],
    ['string', 'x'],
    ['string', ' '],
    ['string', 'y'],
    ['quote', "'"],
    ['sign', ')'],
    ['space', ' '],
    ['comment', '//'],
    ['comment', ' '],
    ['comment', 'why'],
    ['space', '\n'],
    ['indentation', '\t'],
    ['word', 'return'],
    ['space', ' '],
    ['number', '1.5'],
    ['sign', ';'],
  ]);
});

test('an apostrophe that ends on no line begins no string', () => {
  const text = `// don't\nlet a;`;
  expect(lexemesOf('a.ts', text).at(-2)).toMatchObject({ kind: 'word', line: 1 });
  expect(lexemesOf('a.txt', `don't\nlet`).at(-1)).toMatchObject({ kind: 'word', line: 1 });
});
