import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { Vocabulary } from '../vocabulary/vocabulary';
import { ContextMixing, type MixingOptions } from './context-mixing';
import { parameters, type Parameters } from './parameters';
import type { Sizes } from './sizes';

const vocabulary = Vocabulary.fromCounts(new Map());
const sizes: Sizes = { tokens: 1 << 16, slotBits: 16, bucketBits: 14, matchBits: 12 };
const code = `export function add(left: number, right: number): number {\n  return left + right;\n}\n`;

function fresh(options?: MixingOptions): ContextMixing {
  return new ContextMixing(
    vocabulary,
    Array.from({ length: vocabulary.size }, () => 1),
    sizes,
    options,
  );
}

function learnText(mixing: ContextMixing, text: string, path = 'src/add.ts'): number {
  let bits = 0;
  for (const token of vocabulary.encodeFile(path, text)) bits += mixing.learn(token);
  return bits;
}

function advanceText(mixing: ContextMixing, text: string): void {
  for (const token of vocabulary.encode(text)) mixing.advance(token);
}

function distribution(mixing: ContextMixing): Float32Array {
  const probabilities = new Float32Array(vocabulary.size);
  mixing.distribution(probabilities);
  return probabilities;
}

const text = fc.string({ unit: fc.constantFrom(...Array.from('abc xyz(){}.;\n\té')), maxLength: 60 });

let mixing: ContextMixing;
beforeEach(() => (mixing = fresh()));

describe('learning', () => {
  test('what was seen before costs little', () => {
    const first = learnText(mixing, code);
    const second = learnText(mixing, code, 'src/again.ts');
    expect(second).toBeLessThan(first / 5);
  });

  test('tokens cost what their probabilities said, but for what their first decisions teach about their last', () => {
    learnText(mixing, code.repeat(20));
    let expected = 0;
    let cost = 0;
    for (const token of vocabulary.encode('export function subtract(left, right) { return left - right; } // Fresh.')) {
      expected -= Math.log2(mixing.probability(token));
      cost += mixing.learn(token);
    }
    expect(Math.abs(cost / expected - 1)).toBeLessThan(0.1);
  });

  test('what followed the same text is expected, as far as it is known', () => {
    learnText(mixing, code);
    expect(mixing.expected(8)).toHaveLength(0);
    advanceText(mixing, 'export function add(le');
    expect(vocabulary.decode(mixing.expected(12))).toBe('ft: number, ');
    expect(vocabulary.decode(mixing.expected(1000)).startsWith('ft: number, right')).toBe(true);
  });

  test('names from the file are completed', () => {
    learnText(mixing, code.repeat(3));
    advanceText(mixing, 'export function add(le');
    expect(mixing.likeliest(1)[0]?.token).toBe(vocabulary.token('f'));
  });
});

describe('prediction', () => {
  test('a distribution sums to one, and holds what each token is said to have', () => {
    fc.assert(
      fc.property(text, text, (learned, prefix) => {
        learnText(mixing, learned);
        advanceText(mixing, prefix);
        const probabilities = distribution(mixing);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
        for (const token of vocabulary.encode('a(\n'))
          expect(mixing.probability(token)).toBeCloseTo(probabilities[token]!, 5);
      }),
      { numRuns: 10 },
    );
  });

  test('the likeliest tokens are those of the distribution, in order', () => {
    learnText(mixing, code);
    advanceText(mixing, 'export fun');
    const likeliest = mixing.likeliest(5);
    const sorted = [...distribution(mixing)].sort((a, b) => b - a);
    for (const [rank, { probability }] of likeliest.entries()) expect(probability).toBeCloseTo(sorted[rank]!, 5);
  });

  test('a sure expert is believed more as it proves right', () => {
    const trust = (): number => {
      const probabilities = new Float32Array(vocabulary.size).fill(1e-6);
      probabilities[vocabulary.token('q')!] = 0.99;
      mixing.setExpert(0, probabilities);
      return mixing.probability(vocabulary.token('q')!);
    };
    const before = trust();
    for (const character of 'the five boxing wizards jump quickly') {
      const token = vocabulary.token(character)!;
      const probabilities = new Float32Array(vocabulary.size).fill(1e-4);
      probabilities[token] = 0.99;
      mixing.setExpert(0, probabilities);
      mixing.learn(token);
    }
    expect(trust()).toBeGreaterThan(before);
  });
});

describe('going back', () => {
  test('a rollback undoes what was read', () => {
    learnText(mixing, code);
    fc.assert(
      fc.property(text, text, (prefix, ahead) => {
        advanceText(mixing, prefix);
        const before = distribution(mixing);
        const place = mixing.checkpoint();
        advanceText(mixing, ahead);
        mixing.likeliest(3);
        mixing.rollback(place);
        expect(distribution(mixing)).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  test('a checkpoint that was overwritten is refused', () => {
    const old = mixing.checkpoint();
    for (let i = 0; i < 255; i++) mixing.checkpoint();
    expect(mixing.holds(old)).toBe(false);
    expect(() => mixing.rollback(old)).toThrow(RangeError);
  });

  test('text that is full is refused, not overrun', () => {
    for (let i = mixing.room; i > 0; i--) mixing.advance(40);
    expect(() => mixing.advance(40)).toThrow(RangeError);
  });
});

describe('storing', () => {
  test('a restored mixing predicts and learns as the one that was saved', () => {
    learnText(mixing, code);
    const copy = fresh();
    copy.restore(mixing.save());
    expect(distribution(copy)).toEqual(distribution(mixing));
    expect(learnText(copy, code)).toBe(learnText(mixing, code));
  });

  test('tables of another size are refused', () => {
    expect(() => mixing.restore(new Uint8Array(10))).toThrow('another size');
  });
});

test('contexts that are left out are not asked', () => {
  const bits = (leftOut: readonly number[]): number => learnText(fresh({ leftOut }), code.repeat(3));
  expect(bits([])).not.toBe(bits([0]));
  const all = Array.from({ length: 60 }, (_, context) => context);
  expect(bits(all)).toBeGreaterThan(1.2 * bits([]));
});

describe('constants', () => {
  const reordered = (order: (names: string[]) => string[]): Parameters => {
    const values: Record<string, number> = parameters;
    return Object.fromEntries(order(Object.keys(values)).map((name) => [name, values[name]])) as unknown as Parameters;
  };

  /** Bits of a text of which experts have their say, so that every constant counts. */
  function cost(given: Parameters): number {
    const own = fresh({ parameters: given });
    let bits = learnText(own, code.repeat(3));
    const probabilities = new Float32Array(vocabulary.size).fill(1 / vocabulary.size);
    const second = probabilities.map((_, token) => (token === 40 ? 0.5 : 0.5 / (vocabulary.size - 1)));
    for (const token of vocabulary.encode('return right - left;')) {
      own.setExpert(0, probabilities);
      own.setExpert(1, second);
      bits += own.learn(token);
    }
    return bits;
  }

  test('go by their names, not by their order', () => {
    const expected = cost(parameters);
    expect(cost(reordered((names) => names.reverse()))).toBe(expected);
    expect(cost(reordered((names) => names.sort()))).toBe(expected);
    expect(
      cost({ ...parameters, mixerRate: parameters.finalMixerRate, finalMixerRate: parameters.mixerRate }),
    ).not.toBe(expected);
  });

  test('that the mixing does not know are refused, and so are too few', () => {
    expect(() => fresh({ parameters: { ...parameters, mixrRate: 1 } as Parameters })).toThrow('mixrRate');
    const { mixerRate: left, ...others } = parameters;
    expect(left).toBeGreaterThan(0);
    expect(() => fresh({ parameters: others as Parameters })).toThrow('mixerRate');
  });
});
