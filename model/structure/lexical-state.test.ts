import { expect, test } from 'vitest';
import { languageOf } from './languages';
import { atTop, isAtTop, regionAt, statesOf } from './lexical-state';

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

test.each([
  ['.ts', 'const a = 1; // say ', 'comment'],
  ['.ts', 'const a = /* say ', 'comment'],
  ['.ts', 'const a = /* say */ b', 'code'],
  ['.ts', "const a = 'say ", 'string'],
  ['.ts', "const a = 'say \\' ", 'string'],
  ['.ts', "const a = 'say'", 'code'],
  ['.ts', 'const a = `say ', 'string'],
  ['.ts', 'const a = /["]/; b', 'code'],
  ['.ts', "const url = 'http://", 'string'],
  ['.py', "x = 'a' # it's ", 'comment'],
  ['.py', 'x = """say', 'string'],
  ['.py', 'x = f(a', 'code'],
  ['.go', 'x := "a" // b', 'comment'],
  ['.rs', "fn f<'a>(x", 'code'],
  ['.scss', '// a', 'comment'],
  ['.css', 'a { b: url(//', 'code'],
  ['.lua', '-- a', 'comment'],
  ['.rb', "x = 'a", 'string'],
  ['.java', '/** a', 'comment'],
  ['.md', "it's // so", 'code'],
])('in a file %s after %s one is in a %s', (extension, text, region) => {
  expect(regionAt(atTop, text, languageOf(extension))).toBe(region);
});

test('a comment or a string goes on over lines until it is closed', () => {
  const at = (text: string, extension: string) => {
    const lines = text.split('\n');
    return regionAt(endOf(lines.slice(0, -1).join('\n'), extension), lines.at(-1)!, languageOf(extension));
  };
  expect(at('/*\n * say ', '.ts')).toBe('comment');
  expect(at('/*\n * say */ x', '.ts')).toBe('code');
  expect(at('"""\nsay ', '.py')).toBe('string');
  expect(at('"""\nsay"""; ', '.py')).toBe('code');
});
