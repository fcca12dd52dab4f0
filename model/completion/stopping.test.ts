import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultAcceptance } from '@house-style/protocol/settings';
import { automaticRule } from './calibration';
import { endsSensibly, isWorthALook, valueOf } from './stopping';

const rule = automaticRule({ acceptance: defaultAcceptance, frequency: 'eager' });

/** A suggestion whose characters are each as likely as given, provided those before are right. */
function suggestion(text: string, characterProbability: number) {
  const beginnings = Array.from(text, (_, index) => characterProbability ** index);
  return {
    text,
    probability: characterProbability ** text.length,
    expectedTyped: beginnings.reduce((sum, probability) => sum + probability, 0),
  };
}

describe('what a suggestion is worth', () => {
  test('is a keystroke less than its characters where it is sure', () => {
    const free = { ...rule, savedShare: 0, wrongPrice: 0 };
    expect(valueOf(suggestion('return source;', 1), free)).toBe(13);
  });

  test('falls with every doubt', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 3, max: 100 }),
        (probability, length) => {
          const sure = valueOf(suggestion('x'.repeat(length), 1), rule);
          expect(valueOf(suggestion('x'.repeat(length), probability), rule)).toBeLessThanOrEqual(sure + 1e-9);
        },
      ),
    );
  });

  test('is what it saves on average, less what other suggestions would have saved meanwhile', () => {
    // Three characters, each right with 0.8: all right saves 2; wrong at the first, second or third types 1, 2 or 3.
    const price = { ...rule, wrongPrice: 0, savedShare: 0.4 };
    const typed = 1 * 0.2 + 2 * 0.8 * 0.2 + 3 * 0.64;
    expect(valueOf(suggestion('abc', 0.8), price)).toBeCloseTo(0.512 * 2 - 0.4 * (typed - 1), 10);
  });

  test('goes further the lower the acceptance that is wanted', () => {
    const best = (acceptance: number): number => {
      const lengths = Array.from({ length: 40 }, (_, index) => index + 1);
      const wanted = automaticRule({ acceptance, frequency: 'eager' });
      const allowed = lengths.filter((length) => 0.97 ** length >= wanted.minimumProbability);
      const values = allowed.map((length) => valueOf(suggestion('x'.repeat(length), 0.97), wanted));
      return allowed[values.indexOf(Math.max(...values))] ?? 0;
    };
    expect(best(0.7)).toBeGreaterThan(best(0.9));
  });
});

describe('frequencies', () => {
  const balanced = automaticRule({ acceptance: defaultAcceptance, frequency: 'balanced' });
  const quiet = automaticRule({ acceptance: defaultAcceptance, frequency: 'quiet' });

  test('charge for attention: what is short or doubtful is worth a look to the eager alone', () => {
    const worth = (length: number, probability: number): boolean[] =>
      [rule, balanced, quiet].map((one) => valueOf(suggestion('x'.repeat(length), probability), one) > 0);
    expect(worth(3, 1)).toEqual([true, false, false]);
    expect(worth(7, 0.97)).toEqual([true, true, false]);
    expect(worth(25, 0.97)).toEqual([true, true, true]);
    expect(worth(25, 0.9)).toEqual([false, false, false]);
  });

  test('but the eager show a scrap where it finishes a long word and nothing else', () => {
    const finished = { text: 'iber', wordEnds: 0.9 };
    expect(isWorthALook('  subscr', finished, balanced)).toBe(true);
    expect(isWorthALook('  subscr', { ...finished, wordEnds: 0.3 }, balanced)).toBe(false);
    expect(isWorthALook('  scr', finished, balanced)).toBe(false);
    expect(isWorthALook('  subscr', { ...finished, text: 'ibe()' }, balanced)).toBe(false);
    expect(isWorthALook('  subscr', { ...finished, text: ' = 1' }, balanced)).toBe(false);
    expect(isWorthALook('  scr', finished, rule)).toBe(true);
    expect(isWorthALook('  ', { ...finished, text: 'x = 1;' }, balanced)).toBe(true);
  });
});

describe('a suggestion ends', () => {
  test.each([
    ['where a word ends', { text: 'source', probability: 0.5, wordEnds: 0.9, lineEnds: 0, incomplete: false }, true],
    ['not within a word', { text: 'sour', probability: 0.5, wordEnds: 0.1, lineEnds: 0, incomplete: false }, false],
    [
      'within a word that it is sure of',
      { text: 'sour', probability: 0.9, wordEnds: 0.1, lineEnds: 0, incomplete: false },
      true,
    ],
    ['not within a character', { text: '漢', probability: 0.9, wordEnds: 1, lineEnds: 0, incomplete: true }, false],
    [
      'not within the last of several lines',
      { text: 'a;\n  b(', probability: 0.5, wordEnds: 1, lineEnds: 0.1, incomplete: false },
      false,
    ],
    [
      'with the last of several lines',
      { text: 'a;\n  b()', probability: 0.5, wordEnds: 1, lineEnds: 0.9, incomplete: false },
      true,
    ],
    [
      'with the indentation behind it',
      { text: 'a;\n  ', probability: 0.5, wordEnds: 1, lineEnds: 0, incomplete: false },
      true,
    ],
    ['not before it began', { text: '', probability: 1, wordEnds: 1, lineEnds: 0, incomplete: false }, false],
  ])('%s', (_, place, ends) => expect(endsSensibly(place, rule)).toBe(ends));
});
