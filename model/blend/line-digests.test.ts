import { expect, test } from 'vitest';
import { decodeLines, digestOfText, encodeDigest, isDigestOf, lineDigests } from './line-digests';

test('what is kept of lines is read again, and is of the text and no other', () => {
  const whole = digestOfText('a.ts', 'one\ntwo\n');
  const lines = lineDigests('one\ntwo\n');
  const stored = encodeDigest(whole, lines);
  expect(decodeLines(stored)).toEqual([...lines]);
  expect(isDigestOf(stored, whole)).toBe(true);
  expect(isDigestOf(stored, digestOfText('b.ts', 'one\ntwo\n'))).toBe(false);
  expect(isDigestOf(undefined, whole)).toBe(false);
  expect(decodeLines(encodeDigest(whole, new Set()))).toEqual([]);
  expect(decodeLines(whole)).toBeUndefined();
  // Of what was cut short, the whole lines.
  expect(decodeLines(`${whole}~${Buffer.of(1, 0, 0, 0, 2).toString('base64')}`)).toEqual([1]);
});

test('lines count by what is written in them, wherever they stand', () => {
  const lines = (text: string): number[] => [...lineDigests(text)].sort();
  expect(lines('  one\n}\n\n--\ntwo\n')).toEqual(lines('two\n\tone  \none'));
  expect(lines('one')).not.toEqual(lines('eno'));
  expect(lines('é')).toHaveLength(1);
  expect(lines('7')).toHaveLength(1);
  // The published test vector of FNV-1a, 32 bits.
  expect(lines('foobar')).toEqual([0xbf9cf968]);
  const both = lineDigests('two', lineDigests('one'));
  expect([...both].sort()).toEqual(lines('one\ntwo'));
});
