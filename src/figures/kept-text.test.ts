import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterChanges, type Change } from './kept-text';

function changed(text: string, changes: readonly (Change & { readonly text: string })[]): string {
  const fromEnd = [...changes].sort((a, b) => b.offset - a.offset);
  return fromEnd.reduce(
    (before, { offset, length, text: inserted }) => before.slice(0, offset) + inserted + before.slice(offset + length),
    text,
  );
}

it.each([
  ['before it', { offset: 0, length: 2, inserted: 5 }, { start: 13, end: 18 }],
  ['right before it', { offset: 10, length: 0, inserted: 3 }, { start: 13, end: 18 }],
  ['right behind it', { offset: 15, length: 0, inserted: 3 }, { start: 10, end: 15 }],
  ['behind it', { offset: 16, length: 1, inserted: 0 }, { start: 10, end: 15 }],
  ['in it', { offset: 12, length: 0, inserted: 1 }, undefined],
  ['over its start', { offset: 9, length: 2, inserted: 0 }, undefined],
  ['over its end', { offset: 14, length: 5, inserted: 0 }, undefined],
  ['over all of it', { offset: 0, length: 30, inserted: 30 }, undefined],
])('what is changed %s is told from it', (_, change, piece) => {
  expect(afterChanges({ start: 10, end: 15 }, [change])).toEqual(piece);
});

it('finds the very text again, whatever is changed around it', () => {
  const change = fc.record({ offset: fc.nat(30), length: fc.nat(4), text: fc.string({ maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 3 }), (all) => {
      const text = 'abcdefghij[wombat]klmnopqrstuv';
      // The editor's changes do not overlap.
      const changes = all
        .sort((a, b) => a.offset - b.offset)
        .filter((one, index) => index === 0 || all[index - 1]!.offset + all[index - 1]!.length < one.offset)
        .filter(({ offset, length }) => offset + length <= text.length)
        .map((one) => ({ ...one, inserted: one.text.length }));
      const piece = afterChanges({ start: 10, end: 18 }, changes);
      if (piece !== undefined) expect(changed(text, changes).slice(piece.start, piece.end)).toBe('[wombat]');
    }),
  );
});
