import { expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { NgramIndex } from './ngram-index';
import { NgramPredictor } from './ngram-predictor';

const code = `export function add(left: number, right: number): number {\n  return left + right;\n}\n`;
const index = new NgramIndex(
  [{ path: 'add.ts', tokens: vocabulary.encodeFile('add.ts', code) }],
  vocabulary.size,
  vocabulary.endOfFile,
);
const predictor = new NgramPredictor(vocabulary, index);

async function after(text: string): Promise<{ readonly character: string | undefined; readonly probability: number }> {
  const header = await predictor.read(predictor.start(), vocabulary.encodeHeader('other.ts'));
  const { probabilities } = await predictor.read(header, vocabulary.encode(text));
  expect(probabilities.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 5);
  const probability = Math.max(...probabilities);
  return { character: vocabulary.character(probabilities.indexOf(probability)), probability };
}

test('what followed the longest suffix comes first, the surer the longer it is', async () => {
  const long = await after('  return left + ri');
  const short = await after('ri');
  expect(long).toMatchObject({ character: 'g' });
  expect(short).toMatchObject({ character: 'g' });
  expect(long.probability).toBeGreaterThan(short.probability);
});

test('what never occurred may still come', async () => {
  const { probabilities } = await predictor.read(predictor.start(), vocabulary.encode('§ never seen ~'));
  expect(Math.min(...probabilities)).toBeGreaterThan(0);
});

test('text read at once and token by token leads to the same', async () => {
  const tokens = vocabulary.encode(code);
  const atOnce = await predictor.read(predictor.start(), tokens);
  let singly = predictor.start();
  for (const token of tokens) [singly] = (await predictor.advance([singly], [token])) as [typeof singly];
  expect(singly.probabilities).toEqual(atOnce.probabilities);
});
