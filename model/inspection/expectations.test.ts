import { expect, test } from 'vitest';
import { logSumExp, softmax } from '../lstm/lstm';
import { asciiVocabulary } from '../testing/random-model';
import { Expectations, likeliest } from './expectations';

const { size } = asciiVocabulary;
const token = (character: string): number => asciiVocabulary.token(character)!;

test('costs and probabilities are those of the logits, however far they lie apart', () => {
  const text = asciiVocabulary.encode('ab');
  for (const spread of [0.1, 3, 40, 200]) {
    const logits = Float32Array.from({ length: size }, (_, index) => spread * Math.sin(index * 1.7));
    const expectations = new Expectations(asciiVocabulary, text);
    expectations.keep(0, logits);
    const cost = (logSumExp(logits) - logits[token('b')]!) / Math.LN2;
    expect(expectations.bits[1]! / cost).toBeCloseTo(1, 5);
    const probabilities = softmax(logits);
    const whole = likeliest(asciiVocabulary, probabilities);
    const found = expectations.after(0);
    expect(found.map(({ character }) => character)).toEqual(
      whole.filter(({ probability }) => probability > 1e-13).map(({ character }) => character),
    );
    for (const [index, { probability }] of found.entries())
      expect(probability).toBeCloseTo(whole[index]!.probability, 6);
  }
});

test('what spells other characters counts together, and what never stands in a text does not', () => {
  const probabilities = new Float32Array(size);
  probabilities[asciiVocabulary.startOfBody] = 0.5;
  probabilities[token('x')] = 0.2;
  probabilities[asciiVocabulary.halfByte(12)] = 0.125;
  probabilities[asciiVocabulary.halfByte(14)] = 0.125;
  probabilities[asciiVocabulary.endOfFile] = 0.05;
  expect(likeliest(asciiVocabulary, probabilities)).toEqual([
    { character: { kind: 'any-other' }, probability: 0.25 },
    { character: 'x', probability: Math.fround(0.2) },
    { character: { kind: 'end-of-file' }, probability: Math.fround(0.05) },
  ]);
  // What it was given stays as it was.
  expect(probabilities[asciiVocabulary.startOfBody]).toBe(0.5);
});
