import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { decodeText } from './decode-text';

const code = 'const größe = "naïve café";\nreturn größe; // ½ €\n'.repeat(4);

test.each(['\r\n', '\r'])('reads line ends of %j as line feeds', (end) => {
  for (const encoding of ['utf8', 'utf-16le', 'windows-1252']) {
    expect(decodeText(iconv.encode(code.replaceAll('\n', end), encoding))).toBe(code);
  }
  expect(decodeText(Buffer.from('a\rb\r\nc\n'))).toBe('a\nb\nc\n');
});

test.each(['utf8', 'utf-16le', 'utf-16be'])('drops the byte order mark of %s', (encoding) => {
  expect(decodeText(iconv.encode(code, encoding, { addBOM: true }))).toBe(code);
});

test.each(['utf-16le', 'utf-16be'])('knows %s without a mark by its zero bytes', (encoding) => {
  expect(decodeText(iconv.encode(code, encoding, { addBOM: false }))).toBe(code);
});

test('reads bytes that are not UTF-8 as windows-1252, which holds Latin-1', () => {
  expect(decodeText(iconv.encode(code, 'windows-1252'))).toBe(code);
  expect(decodeText(iconv.encode('// Prüfung für Größe\nint x;\n', 'latin1'))).toBe('// Prüfung für Größe\nint x;\n');
});

test.each([
  ['Shift_JIS', '// これは日本語のコメントです。文字コードを判定します。\nint main(void) { return 0; }\n'.repeat(5)],
  ['EUC-KR', '// 이것은 한국어 주석입니다. 문자 인코딩을 판별합니다.\nint main(void) { return 0; }\n'.repeat(5)],
  ['GB18030', '// 这是中文注释，用来判断文件的字符编码是什么。\nint main(void) { return 0; }\n'.repeat(5)],
])('detects %s', (encoding, text) => {
  expect(decodeText(iconv.encode(text, encoding))).toBe(text);
});

test('any text that UTF-8 can hold comes back', () => {
  const printable = fc.string({ unit: 'grapheme' });
  fc.assert(fc.property(printable, (text) => decodeText(Buffer.from(text, 'utf8')) === text));
});

test.each([
  ['zero bytes', Buffer.from('abc\0def\0\0ghi')],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['control characters', Buffer.from(Array.from({ length: 600 }, (_, index) => (index % 3 === 0 ? 0x01 : 0x41)))],
  ['half a UTF-16 character', Buffer.from('fffe610062', 'hex')],
  ['a lone surrogate in UTF-16', Buffer.from('fffe610000d86200', 'hex')],
])('is no text: %s', (_, bytes) => {
  expect(decodeText(bytes)).toBeUndefined();
});

test('one control character in a long file does not make it binary', () => {
  const text = `${'let x = 1;\n'.repeat(100)}\x01`;
  expect(decodeText(Buffer.from(text))).toBe(text);
});
