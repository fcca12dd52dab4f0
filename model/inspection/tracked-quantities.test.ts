import { expect, test } from 'vitest';
import type { TrackedQuantity } from '@house-style/protocol/inspection';
import { nestingDepths, quantitiesOf } from './tracked-quantities';

/** The quantity after each character, a digit a character. */
function digits(quantity: TrackedQuantity, text: string, extension = '.ts'): string {
  return quantitiesOf(text, extension)[quantity].join('');
}

test('depth counts every kind of bracket and never falls below zero', () => {
  expect(nestingDepths('a(b[c]{)')).toEqual([0, 1, 1, 2, 2, 1, 2, 1]);
  expect(nestingDepths(')(')).toEqual([0, 1]);
});

test('brackets in strings and comments are no depth', () => {
  expect(digits('bracket-depth', 'f("(", [1]) // (')).toBe('0111111221000000');
  // Of a text in no language that is known, every bracket counts.
  expect(digits('bracket-depth', '("(")', '.txt')).toBe('11221');
});

test('a string is left with its last mark, a comment with its line', () => {
  expect(digits('in-string', 'a = "b\\"" + 1')).toBe('0000111100000');
  expect(digits('in-comment', 'a // b\nc /* d */ e')).toBe('0011110' + '00' + '1111110' + '00');
  expect(digits('in-comment', '# é😀\nx', '.py')).toBe('111100');
});

test('lines count from their start, and indentation as far as it is read', () => {
  expect(digits('position-in-line', 'ab\nc')).toBe('1231');
  expect(digits('length-of-line', 'ab\nc')).toBe('3331');
  expect(digits('indentation', '  a b\n\tc\n')).toBe('122222' + '111');
});

test('a keyword counts until the next word ends', () => {
  expect(digits('after-keyword', 'return (ab) + c;')).toBe('0000001111000000');
  expect(digits('after-keyword', 'returned x')).toBe('0000000000');
});
