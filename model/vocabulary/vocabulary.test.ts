import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Vocabulary } from './vocabulary';

const ascii = Vocabulary.fromCounts(
  new Map([
    ['é', 12],
    ['漢', 9],
    ['\r', 40],
  ]),
);
/** Any sequence of UTF-16 code units, lone surrogates included. */
const anyString = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('Vocabulary', () => {
  test('decode undoes encode on any string, lone surrogates included', () => {
    fc.assert(fc.property(anyString, (text) => ascii.decode(ascii.encode(text)) === text));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => ascii.decode(ascii.encode(text)) === text));
  });

  test('a pair of surrogates is one character, also where its halves would each be spelled out', () => {
    expect(ascii.decode(ascii.encode('a😀b\ud83d'))).toBe('a😀b\ud83d');
  });

  test('characters that occur often enough have a token of their own, others are spelled in half bytes', () => {
    expect(ascii.encode('é')).toHaveLength(1);
    expect(ascii.encode('\r')).toHaveLength(1);
    expect(ascii.encode('漢')).toHaveLength(6);
  });

  test('printable ASCII, tab and newline always have a token', () => {
    expect(new Set(Vocabulary.fromCounts(new Map()).characters)).toContain('~');
    expect(Vocabulary.fromCounts(new Map()).encode('\t\n {}')).toHaveLength(5);
  });

  test('every token fits in one byte however many characters a corpus has', () => {
    const counts = new Map(
      Array.from({ length: 5000 }, (_, index) => [String.fromCodePoint(0x4e00 + index), 5000 - index]),
    );
    const vocabulary = Vocabulary.fromCounts(counts);
    expect(vocabulary.size).toBe(Vocabulary.maximumSize);
    expect(vocabulary.encode('一')).toHaveLength(1);
  });

  test('a file is its path, its body and its end, with tokens between', () => {
    const tokens = ascii.encodeFile('src/a.ts', 'x');
    expect(tokens[0]).toBe(ascii.startOfPath);
    expect(tokens.indexOf(ascii.startOfBody)).toBe(9);
    expect(tokens.at(-1)).toBe(ascii.endOfFile);
    expect(ascii.decode(tokens)).toBe('src/a.tsx');
  });

  test('bytes are read as UTF-8 is, at its borders too', () => {
    const spelled = (bytes: readonly number[]): string =>
      ascii.decode(bytes.flatMap((byte) => [3 + (byte >> 4), 3 + (byte & 15)]));
    for (const character of ['\u0000', '\u007f', '\u0080', '\u07ff', '\u0800', '\uffff', '\u{10000}', '\u{10ffff}']) {
      expect(spelled([...Buffer.from(character)])).toBe(character);
    }
    const decoder = new TextDecoder();
    for (const bytes of [
      [0xf4, 0x90, 0x80, 0x80],
      [0xf0, 0x8f, 0xbf, 0xbf],
      [0xe0, 0x9f, 0xbf],
      [0xc1, 0xbf],
      [0xf5],
    ]) {
      expect(spelled(bytes)).toMatch(/^\ufffd+$/);
      expect(decoder.decode(Uint8Array.from(bytes))).toMatch(/^\ufffd+$/);
    }
  });

  test('half bytes that spell no character decode to the replacement character and swallow nothing after them', () => {
    const half = (value: number) => 3 + value;
    const x = ascii.encode('x')[0]!;
    expect(ascii.decode([half(0xe), half(0x6), x])).toBe('\ufffdx');
    expect(ascii.decode([half(0xf), half(0xf), x])).toBe('\ufffdx');
    expect(ascii.decode([half(0xc), x])).toBe('\ufffdx');
  });

  test.each([[['a', 'a']], [['ab']], [['']]])('refuses %j', (characters) => {
    expect(() => new Vocabulary(characters)).toThrow(RangeError);
  });
});
