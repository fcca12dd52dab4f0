import { expect, test } from 'vitest';
import { offsetAt } from './text-position';

test('a position is where the editor shows it', () => {
  const text = 'one\r\ntwo\n\n𝒳';
  expect(offsetAt(text, 1, 1, 'f')).toBe(0);
  expect(offsetAt(text, 1, 4, 'f')).toBe(3);
  expect(offsetAt(text, 2, 2, 'f')).toBe(6);
  expect(offsetAt(text, 3, 1, 'f')).toBe(9);
  expect(offsetAt(text, 4, 3, 'f')).toBe(12);
  expect(offsetAt('', 1, 1, 'f')).toBe(0);
});

test.each([
  [0, 1],
  [5, 1],
  [1.5, 1],
  [-1, 1],
  [1, 0],
  [1, 5],
  [3, 2],
  [1, NaN],
])('line %d, column %d is outside', (line, column) => {
  expect(() => offsetAt('one\r\ntwo\n\nx', line, column, 'f')).toThrow(/outside/);
});
