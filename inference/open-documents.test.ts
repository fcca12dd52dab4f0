import { expect, test } from 'vitest';
import type { PrefixContexts } from '@house-style/model/completion/prefix-contexts';
import { HistoryPredictor, type HistoryContext } from '@house-style/model/testing/history-predictor';
import { asciiVocabulary } from '@house-style/model/testing/random-model';
import { OpenDocuments } from './open-documents';

/** As heavy as the contexts of a large network: four of these fill a quarter of what all documents may take. */
class HeavyPredictor extends HistoryPredictor {
  override readonly contextBytes = 4 * 2 ** 20;
}
const limits = { window: 1000, memory: 30 * 2 ** 20 };

test('documents used longest ago lose their contexts first, and none its text', async () => {
  const predictor = new HeavyPredictor(asciiVocabulary, []);
  const documents = new OpenDocuments<HistoryContext>();
  const contextsOf = (name: string): PrefixContexts<HistoryContext> => documents.use(name)!.contexts(predictor, limits);
  for (const name of ['a', 'b', 'c', 'd']) {
    documents.open(name, name, 1, 'x\n'.repeat(6));
    await contextsOf(name).at(12);
    documents.limitMemory();
  }
  const memory = ['a', 'b', 'c', 'd'].map((name) => documents.use(name)!.memory / 2 ** 20);
  expect(memory[0]).toBe(0);
  expect(memory[3]).toBeGreaterThan(0);
  expect(memory.reduce((sum, own) => sum + own)).toBeLessThanOrEqual(64);
  documents.edit('a', 2, [{ offset: 0, deleted: 1, inserted: 'y' }]);
  expect(documents.use('a')!.text).toBe('y\n' + 'x\n'.repeat(5));
  expect(asciiVocabulary.decode((await contextsOf('a').at(1))!.history)).toBe('ay');
});

test('a document whose edit cannot be right is no longer known', () => {
  const documents = new OpenDocuments<HistoryContext>();
  documents.open('a', 'a', 1, 'abc');
  expect(() => documents.edit('a', 2, [{ offset: 4, deleted: 0, inserted: 'x' }])).toThrow(RangeError);
  expect(documents.use('a')).toBeUndefined();
});
