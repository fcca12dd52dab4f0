import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IndexedFile, NgramIndex } from './ngram-index';
import { SuffixIndex } from './suffix-index';

const alphabet = 6;
const start = 0;
const end = 1;

const text = fc.uint8Array({ min: 2, max: alphabet - 1, maxLength: 40 });
const file = (path: string) => text.map((body): IndexedFile => ({ path, tokens: Uint8Array.of(start, ...body, end) }));
const files = fc.tuple(file('a'), file('b'), file('c'));

/** How often each token followed a context, counted one by one. */
function countAll(corpus: readonly IndexedFile[], context: Uint8Array): number[] {
  const counts = Array.from({ length: alphabet }, () => 0);
  for (const { tokens } of corpus) {
    for (let at = context.length; at < tokens.length; at++) {
      if (context.every((token, i) => tokens[at - context.length + i] === token)) counts[tokens[at]!]!++;
    }
  }
  return counts;
}

function expectExact(index: NgramIndex, corpus: readonly IndexedFile[], prefix: Uint8Array): void {
  const depth = index.find(prefix);
  const lengths = Array.from({ length: prefix.length + 1 }, (_, length) => length);
  // From the longest on, counts go on from those before them.
  for (const length of [...lengths, ...lengths.toReversed()]) {
    const wanted = countAll(corpus, prefix.subarray(prefix.length - length));
    if (length > depth) expect(wanted.every((count) => count === 0)).toBe(true);
    else {
      expect([...index.counts(length)]).toEqual(wanted);
      expect(index.occurrences(length)).toBe(wanted.reduce((sum, count) => sum + count, 0));
    }
  }
}

describe('counts', () => {
  test('are exact for every suffix of a prefix', () => {
    fc.assert(
      fc.property(files, text, (corpus, prefix) => {
        expectExact(new NgramIndex(corpus, alphabet, end), corpus, prefix);
      }),
      { numRuns: 50 },
    );
  });

  test('are exact in large ranges, which are counted by blocks', () => {
    const body = Uint8Array.from({ length: 40_000 }, (_, i) => 2 + ((i * i * 31 + (i >> 3)) % 4));
    const corpus = [{ path: 'a', tokens: Uint8Array.of(start, ...body, end) }];
    const index = new NgramIndex(corpus, alphabet, end);
    for (const prefix of [[2], [3, 2], [5], [4, 4]]) expectExact(index, corpus, Uint8Array.from(prefix));
  });

  test('after updates are those of an index built anew', () => {
    const update = fc.record({ path: fc.constantFrom('a', 'b', 'd'), body: fc.option(text, { nil: undefined }) });
    fc.assert(
      fc.property(files, fc.array(update, { maxLength: 4 }), text, (corpus, updates, prefix) => {
        const index = new NgramIndex(corpus, alphabet, end);
        const current = new Map(corpus.map((one) => [one.path, one]));
        for (const { path, body } of updates) {
          const tokens = body && Uint8Array.of(start, ...body, end);
          index.update(path, tokens);
          if (tokens) current.set(path, { path, tokens });
          else current.delete(path);
        }
        expectExact(index, [...current.values()], prefix);
      }),
      { numRuns: 50 },
    );
  });

  test('stay exact when changes grow until all is built anew', () => {
    const large = (seed: number) => ({
      path: `file${seed}`,
      tokens: Uint8Array.of(start, ...Uint8Array.from({ length: 50_000 }, (_, i) => 2 + ((i * (seed + 3)) % 4)), end),
    });
    const index = new NgramIndex([large(1)], alphabet, end);
    index.update('file2', large(2).tokens);
    index.update('file3', large(3).tokens);
    expectExact(index, [large(1), large(2), large(3)], Uint8Array.of(2, 5, 4));
  });
});

test('memory beside the text is within six bytes a token', () => {
  const body = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * i * 31 + (i >> 5) * 17) % 116);
  const index = new SuffixIndex([body], 116);
  expect((index.bytes - body.length) / body.length).toBeLessThan(6);
  // Of every token, its place in the order and what follows there.
  expect(index.bytes / body.length).toBeGreaterThan(5);
});
