import { edited } from '@house-style/protocol/edit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeBetween, placeOf } from './change-between';

it('replaces what differs and no more', () => {
  expect(changeBetween('a\nb\nc', 'a\nx\nc')).toEqual({ offset: 2, deleted: 1, inserted: 'x' });
  expect(changeBetween('a', 'ab')).toEqual({ offset: 1, deleted: 0, inserted: 'b' });
  expect(changeBetween('a', 'a')).toBeUndefined();
  expect(changeBetween('😀', '😁')).toEqual({ offset: 0, deleted: 2, inserted: '😁' });
});

it('makes one text of the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\n', '😀'), { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = changeBetween(before, after);
      expect(change === undefined ? before : edited(before, change)).toBe(after);
    }),
  );
});

it('finds the place of an offset', () => {
  expect([0, 1, 2, 4].map((offset) => placeOf('a\nbc', offset))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 2],
  ]);
});
