import { Lstm } from '@house-style/model/lstm/lstm';
import { modelFileBytes, parseModelFile } from '@house-style/model/model-file/model-file';
import { asciiVocabulary, metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import { expect, onTestFinished, test } from 'vitest';
import { coldWindowNats } from './cold-windows';

async function someLstm(): Promise<Lstm> {
  const network = networkOf({ hidden: [6] });
  const lstm = await Lstm.load(
    parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network, 5, 4)), ''),
  );
  onTestFinished(() => lstm.dispose());
  return lstm;
}

const fileOf = (text: string) => ({
  path: 'a.txt',
  tokens: asciiVocabulary.encodeFile('a.txt', text),
  characters: text.length,
});

test('a text of just one window costs what its characters after the first one cost', async () => {
  const lstm = await someLstm();
  const text = Array.from({ length: 257 }, (_, index) => String.fromCharCode(33 + ((index * index) % 90))).join('');
  const file = fileOf(text);
  // The costs of the file read from its start: header, then the first character, then the 256 that count.
  const costs = Array.from(await lstm.bits(file.tokens)).slice(-257, -1);
  expect(costs).toHaveLength(256);
  const nats = (Math.LN2 * costs.reduce((sum, bits) => sum + bits, 0)) / 256;
  expect(await coldWindowNats(lstm, file, { windows: 3, seed: 1 })).toBeCloseTo(nats, 5);
});

test('windows are the mean of windows anywhere in the text, each without what stands before it', async () => {
  const lstm = await someLstm();
  const text = Array.from({ length: 259 }, (_, index) => String.fromCharCode(33 + ((index * index) % 90))).join('');
  const alone = async (start: number): Promise<number> =>
    (await coldWindowNats(lstm, fileOf(text.slice(start, start + 257)), { windows: 1, seed: 1 }))!;
  const [first, second, third] = [await alone(0), await alone(1), await alone(2)];
  const mean = (await coldWindowNats(lstm, fileOf(text), { windows: 600, seed: 1 }))!;
  expect(mean).toBeGreaterThan(Math.min(first, second, third));
  expect(mean).toBeLessThan(Math.max(first, second, third));
  // Each is drawn about as often as the others.
  expect(mean).toBeCloseTo((first + second + third) / 3, 2);
});

test('a text shorter than a window has none', async () => {
  expect(await coldWindowNats(await someLstm(), fileOf('short'), { windows: 1, seed: 1 })).toBeUndefined();
});
