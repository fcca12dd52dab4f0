import { describe, expect, test } from 'vitest';
import { HistoryPredictor, type HistoryContext } from '../testing/history-predictor';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { search, type Continuation } from './search';
import { weighBySuffix } from './suffix';

const options = { minimumProbability: 0.01, maximumSteps: 100, mayGoOn: (_: string, next: string) => next !== '\n' };

async function weighed(
  training: readonly string[],
  prefix: string,
  suffix: string,
): Promise<Map<string, Continuation<HistoryContext>>> {
  const predictor = new HistoryPredictor(vocabulary, training);
  const context = await predictor.read(predictor.start(), vocabulary.encode(prefix));
  const found = await search(predictor, context, options);
  const result = await weighBySuffix(predictor, found, vocabulary.encode(suffix));
  return new Map(result.map((continuation) => [continuation.text, continuation]));
}

const twoEnds = ['if (a) {\n  b();', 'if (a) {\n  b();', 'if (a) return;\n\nb();'];

describe('what stands below', () => {
  test('makes likelier what it goes on from, and less likely what it does not', async () => {
    const open = await weighed(twoEnds, 'if (a) ', '\n  b();');
    expect(open.get('{')!.probability).toBeGreaterThan(2 / 3);
    const done = await weighed(twoEnds, 'if (a) ', '\n\nb();');
    expect(done.get('return;')!.probability).toBeGreaterThan(1 / 2);
    expect(done.get('{')!.probability).toBeLessThan(1 / 2);
  });

  test('says the same of a whole text as of how it begins, where nothing else begins so', async () => {
    const done = await weighed(twoEnds, 'if (a) ', '\n\nb();');
    expect(done.get('r')!.probability).toBeCloseTo(done.get('return;')!.probability, 10);
    expect(done.get('return;')!.completes).toBeCloseTo(done.get('return;')!.probability, 10);
    expect(done.get('')!.probability).toBeCloseTo(1, 10);
  });

  test('changes nothing where nothing leads to it', async () => {
    const found = await weighed(twoEnds, 'if (a) ', '@');
    expect(found.get('{')!.probability).toBeCloseTo(2 / 3, 5);
    expect(found.get('return;')!.completes).toBeUndefined();
  });

  test('keeps what follows from the probabilities', async () => {
    for (const { parent, probability, expectedTyped } of (await weighed(twoEnds, 'if (a) ', '\n\nb();')).values()) {
      if (parent === undefined) continue;
      expect(probability).toBeLessThanOrEqual(parent.probability + 1e-9);
      expect(expectedTyped).toBeCloseTo(parent.expectedTyped + parent.probability, 10);
    }
  });
});
