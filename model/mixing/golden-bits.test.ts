/**
 * What the mixing charges for a fixed text, to a millionth of a bit: any change of what it computes shows here, whether
 * it was meant or not. Where one was meant and `npm run bench:mixing` says that it pays, the figures are taken anew.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Vocabulary } from '../vocabulary/vocabulary';
import { ContextMixing } from './context-mixing';

const operators = path.resolve(import.meta.dirname, '../../node_modules/rxjs/src/internal/operators');
const vocabulary = new Vocabulary(
  Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).concat('\n'),
);
const sizes = { tokens: 1 << 17, slotBits: 18, bucketBits: 15, matchBits: 15 };

function tokensOf(name: string): Uint8Array {
  const text = readFileSync(path.join(operators, name), 'utf8').replaceAll('\r\n', '\n');
  return vocabulary.encodeFile(`src/internal/operators/${name}`, text);
}

/** An expert that is right in three of four cases, sure of itself, and sometimes sure of what is wrong. */
function expertAbout(token: number, index: number): Float32Array {
  const probabilities = new Float32Array(vocabulary.size).fill(0.2 / (vocabulary.size - 1));
  const guess = index % 4 === 3 ? (token + 1) % vocabulary.size : token;
  probabilities[guess] = 0.8;
  return probabilities;
}

type Experts = readonly (0 | 1)[];

/** Bits of some files, one after the other in one mixing: learned, or from the second on only predicted. */
function bitsOf(names: readonly string[], experts: Experts): { learned: number; predicted: number } {
  const counts = Array.from({ length: vocabulary.size }, () => 1);
  const mixing = new ContextMixing(vocabulary, counts, sizes);
  let [learned, predicted, index] = [0, 0, 0];
  for (const name of names) {
    for (const token of tokensOf(name)) {
      mixing.silenceExperts();
      for (const expert of experts) mixing.setExpert(expert, expertAbout(token, index + 2 * expert));
      if (index % 97 === 0) predicted -= Math.log2(mixing.probability(token));
      learned += mixing.learn(token);
      index += 1;
    }
  }
  return { learned, predicted };
}

const names = ['audit.ts', 'auditTime.ts', 'buffer.ts', 'bufferCount.ts', 'bufferTime.ts', 'debounce.ts'];

describe('what a fixed text costs', () => {
  test.each<[string, Experts, { learned: number; predicted: number }]>([
    ['contexts alone', [], { learned: 32194.847361770782, predicted: 305.81260712305533 }],
    ['a network beside them', [0], { learned: 6152.11590439376, predicted: 41.31548207674095 }],
    ['the text below beside them', [1], { learned: 6326.814575481997, predicted: 66.84274497168983 }],
    ['both beside them', [0, 1], { learned: 261.01425692790036, predicted: 5.376225346920369 }],
  ])('with %s', (_, experts, golden) => {
    const { learned, predicted } = bitsOf(names, experts);
    expect(learned).toBeCloseTo(golden.learned, 6);
    expect(predicted).toBeCloseTo(golden.predicted, 6);
  });
});
