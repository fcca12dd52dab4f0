import { beforeEach, expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { EditedDocuments } from './edited-documents';
import { NgramIndex } from './ngram-index';
import { NgramPredictor } from './ngram-predictor';

const saved = 'const zebra = 1;\n';
let predictor: NgramPredictor;
let documents: EditedDocuments;
beforeEach(() => {
  const files = ['a.ts', 'b.ts'].map((path) => ({ path, tokens: vocabulary.encodeFile(path, saved) }));
  const index = new NgramIndex(files, vocabulary.size, vocabulary.endOfFile);
  predictor = new NgramPredictor(vocabulary, index);
  documents = new EditedDocuments(index, vocabulary);
});

async function likeliestAfter(text: string): Promise<string | undefined> {
  const { probabilities } = await predictor.read(predictor.start(), vocabulary.encode(text));
  return vocabulary.character(probabilities.indexOf(Math.max(...probabilities)));
}

test('lines that were finished are known, above the cursor and below, and the line with the cursor is not', async () => {
  const text = 'const okapi = 2;\nconst quagga = 3;\nconst gnu = 4;\n';
  expect(documents.update('a.ts', text, text.indexOf('agga'))).toBe(true);
  expect(await likeliestAfter('const ok')).toBe('a');
  expect(await likeliestAfter('const gn')).toBe('u');
  expect(await likeliestAfter('const qu')).not.toBe('a');
  // What the file was is forgotten, what others are is not.
  expect(await likeliestAfter('const zeb')).toBe('r');
  expect(documents.update('b.ts', text, 0)).toBe(true);
  expect(await likeliestAfter('const zeb')).not.toBe('r');
});

test('typing within a line changes nothing; what is behind the cursor is not expected to come next', async () => {
  const [above, below] = ['const okapi = 2;\n', '\nconst zebu = 5;\n'];
  expect(documents.update('a.ts', `${above}con${below}`, above.length + 3)).toBe(true);
  expect(documents.update('a.ts', `${above}cons${below}`, above.length + 4)).toBe(false);
  expect(await likeliestAfter('okapi = 2;\n')).not.toBe('c');
  expect(documents.update('a.ts', `${above}const gnu;\n${below}`, above.length + 11)).toBe(true);
  expect(await likeliestAfter('const gn')).toBe('u');
});

test.each([
  ['without a path', '', 'const okapi = 2;\n'.repeat(2)],
  ['of great length', 'a.ts', 'const okapi = 2;\n'.repeat(20_000)],
])('a document %s is left out', async (_, path, text) => {
  expect(documents.update(path, text, text.length)).toBe(false);
  expect(await likeliestAfter('const ok')).not.toBe('a');
});
