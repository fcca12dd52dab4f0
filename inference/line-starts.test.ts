import fc from 'fast-check';
import { expect, it } from 'vitest';
import { edited } from '@house-style/protocol/edit';
import { LineStarts } from './line-starts';

const text = fc
  .array(fc.constantFrom('\n', '\n', 'a', 'bc'), { maxLength: 12 })
  .map((parts: readonly string[]) => parts.join(''));

function startsOf(of: string): number[] {
  return [0, ...Array.from(of.matchAll(/\n/g), ({ index }) => index + 1)];
}

it('line starts are after any edits those of the text', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(9), text), { maxLength: 8 });
  fc.assert(
    fc.property(text, edits, (first, changes) => {
      let now = first;
      const starts = new LineStarts(startsOf(now));
      for (const [at, length, inserted] of changes) {
        const offset = at % (now.length + 1);
        const deleted = Math.min(length, now.length - offset);
        const [line, next] = [starts.lineAt(offset), starts.lineAt(offset + deleted) + 1];
        const grown = inserted.length - deleted;
        const end = starts.at(next);
        now = edited(now, { offset, deleted, inserted });
        const piece = now.slice(starts.at(line), end === undefined ? undefined : end + grown);
        const others = startsOf(piece).slice(0, end === undefined ? undefined : -1);
        starts.replace(line, next, others, grown);
        const expected = startsOf(now);
        expect(Array.from({ length: starts.count }, (_, index) => starts.at(index))).toEqual(expected);
        expect(starts.at(starts.count)).toBeUndefined();
        for (let place = 0; place <= now.length; place++) {
          expect(starts.lineAt(place)).toBe(expected.filter((start) => start <= place).length - 1);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
