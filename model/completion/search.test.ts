import { describe, expect, test } from 'vitest';
import { BackoffPredictor } from '../testing/backoff-predictor';
import type { HistoryContext } from '../testing/history-predictor';
import { HistoryPredictor } from '../testing/history-predictor';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { search, type Continuation, type SearchOptions } from './search';

const anything: SearchOptions = { minimumProbability: 0.01, maximumSteps: 100, mayGoOn: () => true };

async function after(
  predictor: HistoryPredictor,
  prefix: string,
  options: Partial<SearchOptions> = {},
): Promise<Continuation<HistoryContext>[]> {
  const context = await predictor.read(predictor.start(), vocabulary.encode(prefix));
  return search(predictor, context, { ...anything, ...options });
}

const texts = (continuations: readonly Continuation[]): string[] => continuations.map(({ text }) => text);

describe('the search', () => {
  test('follows one chain where that is sure', async () => {
    const found = await after(new HistoryPredictor(vocabulary, ['abcdef']), 'ab', { maximumSteps: 3 });
    expect(texts(found)).toEqual(['', 'c', 'cd', 'cde']);
  });

  test('goes on with the likeliest of all, not of the last', async () => {
    const predictor = new HistoryPredictor(vocabulary, ['xabc1', 'xabc2', 'xabc3', 'xdef', 'xdef']);
    const found = await after(predictor, 'x');
    expect(texts(found).slice(0, 7)).toEqual(['', 'a', 'ab', 'abc', 'd', 'de', 'def']);
    expect(texts(found).slice(7).sort()).toEqual(['abc1', 'abc2', 'abc3']);
    expect(found.map(({ probability }) => probability.toFixed(2)).slice(0, 5)).toEqual([
      '1.00',
      '0.60',
      '0.60',
      '0.60',
      '0.40',
    ]);
  });

  test('leaves the unlikely out', async () => {
    const predictor = new HistoryPredictor(vocabulary, ['xa', 'xa', 'xb']);
    expect(texts(await after(predictor, 'x', { minimumProbability: 0.5 }))).toEqual(['', 'a']);
  });

  test('ends with the file', async () => {
    expect(texts(await after(new HistoryPredictor(vocabulary, ['abc']), 'a'))).toEqual(['', 'b', 'bc']);
  });

  test('goes only where it may', async () => {
    const found = await after(new HistoryPredictor(vocabulary, ['ab\ncd']), 'a', {
      mayGoOn: (_, character) => character !== '\n',
    });
    expect(texts(found)).toEqual(['', 'b']);
  });

  test('spells characters that have no token, and says where they are whole', async () => {
    const found = await after(new HistoryPredictor(vocabulary, ['x漢字y']), 'x');
    expect(found.filter(({ incomplete }) => !incomplete).map(({ text }) => text)).toEqual(['', '漢', '漢字', '漢字y']);
    expect(found.at(-1)?.expectedTyped).toBe(3);
  });

  test('knows how far a text is typed until it is wrong', async () => {
    const found = await after(new BackoffPredictor(vocabulary, ['xabc', 'xabd', 'xb']), 'x');
    for (const { parent, probability, expectedTyped } of found.slice(1)) {
      expect(expectedTyped).toBeCloseTo(parent!.expectedTyped + parent!.probability, 10);
      expect(probability).toBeLessThanOrEqual(parent!.probability);
    }
  });

  test('knows where words end', async () => {
    const predictor = new HistoryPredictor(vocabulary, ['let first = 1', 'let first = 2', 'let firstly = 2']);
    const found = await after(predictor, 'let f');
    const ends = new Map(found.map(({ text, wordEnds }) => [text, wordEnds]));
    expect(ends.get('ir')).toBeCloseTo(0, 5);
    expect(ends.get('irst')).toBeCloseTo(2 / 3, 5);
    expect(ends.get('irst ')).toBe(1);
  });

  test('stops when it is told to', async () => {
    const predictor = new HistoryPredictor(vocabulary, ['abc']);
    const context = await predictor.read(predictor.start(), vocabulary.encode('a'));
    await expect(search(predictor, context, anything, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });
});
