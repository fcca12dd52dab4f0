import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { Spelling } from './spelling';

const surrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;
const halves = Array.from({ length: 16 }, (_, value) => vocabulary.halfByte(value));

test('every character outside the vocabulary can be spelled, and the text can end after it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0x7f, max: 0x10ffff }), (point) => {
      if (surrogate(point)) return;
      let spelling = new Spelling(vocabulary);
      for (const token of vocabulary.encode(String.fromCodePoint(point))) {
        expect(spelling.allows(token)).toBe(true);
        spelling = spelling.push(token);
      }
      expect(spelling.incomplete).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('whatever is spelled by allowed half bytes is one well-formed character', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }), (choices) => {
      let spelling = new Spelling(vocabulary);
      const spelled: number[] = [];
      for (const choice of choices) {
        const allowed = halves.filter((token) => spelling.allows(token));
        expect(allowed).not.toHaveLength(0);
        const token = allowed[choice % allowed.length]!;
        spelled.push(token);
        spelling = spelling.push(token);
        if (!spelling.incomplete) break;
      }
      const text = vocabulary.decode(spelled);
      expect(String.fromCodePoint(text.codePointAt(0)!)).toBe(text);
      expect(surrogate(text.codePointAt(0)!)).toBe(false);
      // U+FFFD is a character too, but as the mark of a wrong spelling it comes from any other.
      if (text === '\ufffd') expect(spelled).toEqual([...vocabulary.encode(text)]);
    }),
    { numRuns: 2000 },
  );
});

test('within a spelled character nothing else may come, and a path never starts within a text', () => {
  const begun = new Spelling(vocabulary).push(vocabulary.halfByte(0xe));
  expect(begun.allows(vocabulary.token('a')!)).toBe(false);
  expect(begun.allows(vocabulary.endOfFile)).toBe(false);
  expect(new Spelling(vocabulary).allows(vocabulary.startOfPath)).toBe(false);
  expect(new Spelling(vocabulary).allows(vocabulary.startOfBody)).toBe(false);
  expect(new Spelling(vocabulary).allows(vocabulary.endOfFile)).toBe(true);
});
