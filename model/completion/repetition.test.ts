import { expect, test } from 'vitest';
import { loopAtEnd } from './repetition';

test.each([
  ['this and so on and so on and so on', ' and so on'.length],
  ['return a;\n  return a;\n  return a;\n  ', 'return a;\n  '.length],
  ['the round, has begun, has begun, has begun', ', has begun'.length],
  ['and so on and so on', 0],
  ['// ------------------------', 0],
  ['| --- | --- | --- |', 0],
  ['x = 1.0000000000000', 4],
  ['const a = b;', 0],
  ['', 0],
])('%j ends with a stretch of %d that comes three times', (text, stretch) => {
  expect(loopAtEnd(text)).toBe(stretch);
});

test('a text of any length is looked through at its end only', () => {
  expect(loopAtEnd('so on '.repeat(3) + 'const a = b;'.repeat(2))).toBe(0);
  expect(loopAtEnd('x'.repeat(1e6))).toBe(4);
});
