import { expect, test } from 'vitest';
import type { Context } from '@house-style/model/predictor';
import { KnownTexts } from './known-texts';
import { LearningGate } from './learning-gate';
import { OpenDocuments } from './open-documents';

const megabyte = 2 ** 20;
const before = 'const answer = ';
const suggested = { text: '42;', before, place: { path: 'new.ts', line: 1, column: before.length + 1 } };

test('closed documents are known as they were last, those closed last within a bound', async () => {
  const documents = new OpenDocuments<Context>();
  const texts = new KnownTexts(documents, new LearningGate());
  const openAndClose = (path: string, text: string): void => {
    documents.open(path, path, 1, text);
    texts.keep(documents.close(path));
  };
  for (let file = 0; file < 300; file++) {
    openAndClose(`src/${file}.ts`, `${before}42;\n`.padEnd(megabyte, '-----\n'));
    expect(texts.closedBytes).toBeLessThanOrEqual(16 * megabyte);
  }
  const { places } = await texts.whereSeen(suggested);
  expect(places.map(({ path }) => path)).toContain('src/299.ts');

  openAndClose('src/299.ts', 'nothing of it');
  const later = await texts.whereSeen(suggested);
  expect(later.count).toBeGreaterThan(0);
  expect(later.places.map(({ path }) => path)).not.toContain('src/299.ts');

  // One that is too large alone leaves nothing behind.
  openAndClose('huge.ts', '-'.repeat(17 * megabyte));
  expect(texts.closedBytes).toBe(0);
});
