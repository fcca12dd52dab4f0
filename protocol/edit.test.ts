import { expect, test } from 'vitest';
import { edited } from './edit';

test('an edit replaces what it deletes by what it inserts, at either end too', () => {
  expect(edited('abcd', { offset: 1, deleted: 2, inserted: 'xyz' })).toBe('axyzd');
  expect(edited('abcd', { offset: 0, deleted: 0, inserted: 'x' })).toBe('xabcd');
  expect(edited('abcd', { offset: 4, deleted: 0, inserted: 'x' })).toBe('abcdx');
  expect(edited('abcd', { offset: 0, deleted: 4, inserted: '' })).toBe('');
});

test.each([
  { offset: -1, deleted: 0 },
  { offset: 1, deleted: -1 },
  { offset: 3, deleted: 2 },
  { offset: 5, deleted: 0 },
  { offset: Number.NaN, deleted: 0 },
])('an edit outside the text is refused: $offset + $deleted', ({ offset, deleted }) => {
  expect(() => edited('abcd', { offset, deleted, inserted: 'x' })).toThrow(RangeError);
});
