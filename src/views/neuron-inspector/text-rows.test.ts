import { expect, test } from 'vitest';
import { rowAt, rowsOf } from './webview/text-rows';

const characters = Array.from('abcdefg\n\nhi\nj');

test('a line that is wider than the columns is broken, and counts once', () => {
  expect(rowsOf(characters, 3)).toEqual([
    { start: 0, end: 3, line: 0 },
    { start: 3, end: 6, line: undefined },
    { start: 6, end: 8, line: undefined },
    { start: 8, end: 9, line: 1 },
    { start: 9, end: 12, line: 2 },
    { start: 12, end: 13, line: 3 },
  ]);
});

test('every character stands in the row that holds it', () => {
  const rows = rowsOf(characters, 3);
  for (const at of characters.keys()) {
    const { start, end } = rows[rowAt(rows, at)]!;
    expect(at >= start && at < end).toBe(true);
  }
  expect(rows.map(({ start, end }) => characters.slice(start, end).join('')).join('')).toBe(characters.join(''));
});
