import { expect, test } from 'vitest';
import { languageOf } from './languages';
import { atTop, isAtTop, statesOf } from './lexical-state';

function endOf(text: string, extension: string) {
  return statesOf(text.split('\n'), languageOf(extension)).at(-1) ?? atTop;
}

test('knows which brackets are open, and passes over those in strings, comments and regular expressions', () => {
  expect(endOf('f(a, [{', '.ts')).toEqual({ open: ')]}', within: '', broken: false });
  expect(endOf('f("(", /[(]"/, `{`); // (', '.ts')).toEqual(atTop);
  expect(endOf('a / b / c(', '.ts')).toMatchObject({ open: ')' });
  expect(endOf('/* ( ', '.c')).toMatchObject({ within: '*/' });
  expect(endOf('/* (\n */ {', '.c')).toMatchObject({ open: '}', within: '' });
});

test('knows long strings', () => {
  expect(endOf('x = """ it\'s (', '.py')).toMatchObject({ within: '"""' });
  expect(isAtTop(endOf('x = """\n(\n"""', '.py'))).toBe(true);
  expect(endOf('`a\nb', '.ts')).toMatchObject({ within: '`' });
});

test('notes what closes without having been opened, and strings that end with their line', () => {
  expect(endOf('f(a]', '.ts').broken).toBe(true);
  expect(endOf('x = "a', '.ts').broken).toBe(true);
});

test('lets a lifetime be in Rust', () => {
  expect(endOf("fn f<'a>(x: &'a str) {", '.rs')).toMatchObject({ open: '}', broken: false });
});
