import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CharacterCounts, countCharacters } from './character-counts';

const anyText = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '\ud83d', '\ude00', '\n') });

test('counts what iterating over a string gives', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const counts = new CharacterCounts();
      counts.add(text);
      const expected = new Map<string, number>();
      for (const character of text) expected.set(character, (expected.get(character) ?? 0) + 1);
      expect(counts.toMap()).toEqual(expected);
      expect(countCharacters(text)).toBe(Array.from(text).length);
    }),
    // Each run looks through the counts of all 1.1 million code points.
    { numRuns: 30 },
  );
});
