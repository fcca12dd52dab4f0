import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { Spelling } from '../vocabulary/spelling';
import { sampleToken } from './sampling';

const spelling = new Spelling(vocabulary);
const letter = (character: string): number => vocabulary.token(character)!;

/** A distribution over letters. */
function over(parts: Record<string, number>): Float32Array {
  const probabilities = new Float32Array(vocabulary.size);
  for (const [character, probability] of Object.entries(parts)) probabilities[letter(character)] = probability;
  return probabilities;
}

/** How often each letter comes when random numbers are spread evenly. */
function shares(probabilities: Float32Array, temperature: number, topP = 1): Record<string, number> {
  const draws = 1000;
  const counts: Record<string, number> = {};
  for (let draw = 0; draw < draws; draw++) {
    const token = sampleToken(vocabulary, probabilities, spelling, { temperature, topP }, (draw + 0.5) / draws);
    const character = vocabulary.character(token!)!;
    counts[character] = (counts[character] ?? 0) + 1 / draws;
  }
  return counts;
}

describe('drawing a token', () => {
  test('at temperature 1 is as predicted', () => {
    const { a, b, c } = shares(over({ a: 0.5, b: 0.3, c: 0.2 }), 1);
    expect([a, b, c].map((share) => share!.toFixed(2))).toEqual(['0.50', '0.30', '0.20']);
  });

  test('at temperature 0.5 squares the odds', () => {
    const { a, b } = shares(over({ a: 0.6, b: 0.4 }), 0.5);
    expect(a! / b!).toBeCloseTo(0.36 / 0.16, 1);
  });

  test.each([0, 0.001])('at temperature %d takes the likeliest', (temperature) => {
    expect(Object.keys(shares(over({ a: 0.4, b: 0.6 }), temperature))).toEqual(['b']);
  });

  test('with top-p leaves the unlikely out', () => {
    expect(Object.keys(shares(over({ a: 0.5, b: 0.3, c: 0.2 }), 1, 0.8)).sort()).toEqual(['a', 'b']);
  });

  test('never takes what may not come, however likely', () => {
    const probabilities = over({ a: 0.01 });
    probabilities[vocabulary.startOfPath] = 0.99;
    expect(Object.keys(shares(probabilities, 1))).toEqual(['a']);
  });

  test('gives some allowed token for every distribution and random number', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-30, max: 1, noNaN: true }), {
          minLength: vocabulary.size,
          maxLength: vocabulary.size,
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (parts, random, temperature, topP) => {
          const token = sampleToken(vocabulary, Float32Array.from(parts), spelling, { temperature, topP }, random);
          expect(spelling.allows(token!)).toBe(true);
        },
      ),
    );
  });

  test('gives nothing where nothing has a probability', () => {
    const none = new Float32Array(vocabulary.size);
    expect(sampleToken(vocabulary, none, spelling, { temperature: 1, topP: 1 }, 0.5)).toBeUndefined();
    expect(sampleToken(vocabulary, none.fill(NaN), spelling, { temperature: 1, topP: 1 }, 0.5)).toBeUndefined();
  });
});
