import { expect, it } from 'vitest';
import { AdaptationStep } from '@house-style/model/lstm/adaptation-step';
import { Lstm } from '@house-style/model/lstm/lstm';
import { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import { modelFileBytes, parseModelFile } from '@house-style/model/model-file/model-file';
import {
  asciiVocabulary as vocabulary,
  metadataFor,
  networkOf,
  randomParameters,
} from '@house-style/model/testing/random-model';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { blendPredictions } from './blend-predictions';
import { LearnedTables } from './learned-blend';
import { meanBits } from './predictions';

function fileOf(path: string, body: string): CorpusFile {
  return { path, tokens: vocabulary.encodeFile(path, body), characters: body.length };
}

const training = ['add', 'subtract', 'multiply'].map((name) =>
  fileOf(`src/${name}.ts`, `export function ${name}(left: number, right: number): number {\n  return left;\n}\n`),
);
const like = fileOf(
  'src/divide.ts',
  'export function divide(left: number, right: number): number {\n  return left;\n}\n',
);
const unlike = fileOf('b.py', 'zebra = quagga ** okapi\n'.repeat(6));

async function tables(onProgress: (share: number) => void = () => undefined): Promise<LearnedTables> {
  return await LearnedTables.learn(vocabulary, training, onProgress, new AbortController().signal);
}

it('knows what was trained on, and learns a file while it reads it', async () => {
  const shares: number[] = [];
  const learned = await tables((share) => shares.push(share));
  expect(shares.at(-1)).toBe(1);
  const { bits, text } = await blendPredictions(learned.start(), like);
  expect(text.join('')).toBe('export function divide(left: number, right: number): number {\n  return left;\n}\n');
  expect(bits.reduce((sum, cost) => sum + cost, 0) / bits.length).toBeLessThan(2);
  const { bits: repeated } = await blendPredictions(learned.start(), unlike);
  const line = unlike.characters / 6;
  const costOf = (index: number): number =>
    repeated.slice(index * line, (index + 1) * line).reduce((sum, cost) => sum + cost, 0);
  expect(costOf(5)).toBeLessThan(costOf(0) / 5);
});

it('starts each file from the same state, whatever was read before', async () => {
  const learned = await tables();
  const first = await blendPredictions(learned.start(), like);
  await blendPredictions(learned.start(), unlike);
  expect(await blendPredictions(learned.start(), like)).toEqual(first);
});

it('adapts the network to a file from the end of its first line on, where the network is one that adapts', async () => {
  const network = networkOf({ hidden: [16] });
  const file = parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network)), 'm');
  const lstm = await Lstm.load(file, { adaptable: true });
  const step = await AdaptationStep.create(lstm.trainedOutput!);
  const learned = await tables();
  const [fixed, adapting] = [
    await blendPredictions(learned.start(new LstmPredictor(lstm)), unlike),
    await blendPredictions(learned.start(new LstmPredictor(lstm, step)), unlike),
  ];
  const line = unlike.characters / 6;
  expect(adapting.bits.subarray(0, line)).toEqual(fixed.bits.subarray(0, line));
  expect(adapting.bits.subarray(line, 2 * line)).not.toEqual(fixed.bits.subarray(line, 2 * line));
  await step.dispose();
  await lstm.dispose();
});

it('costs what it said of likely tokens, before it learned them', async () => {
  const predictions = await blendPredictions((await tables()).start(), like);
  const sure = [...predictions.confidence.entries()].filter(([, confidence]) => confidence > 0.5);
  expect(sure.length).toBeGreaterThan(20);
  for (const [index, confidence] of sure) {
    if (predictions.right[index] !== 1) continue;
    // A token is several decisions, and each is learned before the next one is made: all together cost a little less.
    expect(Math.abs(predictions.bits[index]! + Math.log2(confidence))).toBeLessThan(0.1);
  }
  expect(meanBits([predictions])).toBeGreaterThan(0);
});
