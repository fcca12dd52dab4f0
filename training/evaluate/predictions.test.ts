import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lstm } from '@house-style/model/lstm/lstm';
import { modelFileBytes, parseModelFile } from '@house-style/model/model-file/model-file';
import {
  asciiVocabulary as vocabulary,
  metadataFor,
  networkOf,
  randomParameters,
} from '@house-style/model/testing/random-model';
import { countCharacters } from '@house-style/corpus/character-counts';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { lstmPredictions } from './lstm-predictions';
import { meanBits, partsOf, PredictionRecorder, type Predictions } from './predictions';
import { reliability } from './reliability';

function fileOf(path: string, body: string): CorpusFile {
  return { path, tokens: vocabulary.encodeFile(path, body), characters: countCharacters(body) };
}

/** Predictions where each token of a text has one probability, and the end of file what is left. */
function recorded(text: string, probability: number): Predictions {
  const recorder = new PredictionRecorder('a.ts', vocabulary);
  for (const token of vocabulary.encode(text)) {
    const probabilities = new Float32Array(vocabulary.size);
    probabilities[vocabulary.endOfFile] = 1 - probability;
    probabilities[token] = probability;
    recorder.add(token, probabilities);
  }
  return recorder.finish();
}

describe('the cost of a file', () => {
  it('is one bit for each character that comes every other time', () => {
    expect(meanBits([recorded('abc\n', 0.5)])).toBe(1);
  });

  it('is paid for every half byte of a character that has no token', () => {
    const { text, bits } = recorded('aé漢b', 0.25);
    expect(text).toEqual(['a', 'é', '漢', 'b']);
    // Two bits a token: é is two bytes in UTF-8, 漢 three, each byte two half bytes.
    expect([...bits]).toEqual([2, 8, 12, 2]);
  });

  it('has no figure without a character', () => expect(meanBits([])).toBeNull());
});

describe('how reliable predictions are', () => {
  it('is the share of those that were right, by confidence', () => {
    const rows = reliability([recorded('abc', 0.75), recorded('d', 0.25), recorded('e', 0.78125)]);
    expect(rows).toHaveLength(10);
    // Three of confidence 0.75 and one of 0.78 were right; the one given 0.25 was wrong with confidence 0.75.
    expect(rows[7]).toEqual({ from: 0.7, to: 0.8, count: 5, confidence: (4 * 0.75 + 0.78125) / 5, right: 4 / 5 });
    expect(rows[9]).toEqual({ from: 0.9, to: 1, count: 0, confidence: null, right: null });
  });

  it('counts certainty in the last tenth', () => {
    expect(reliability([recorded('a', 1)])[9]).toMatchObject({ count: 1, confidence: 1, right: 1 });
  });
});

describe('the network alone', () => {
  let lstm: Lstm;
  beforeAll(async () => {
    const network = networkOf();
    lstm = await Lstm.load(parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network, 1, 5)), 'm'));
  });
  afterAll(() => lstm.dispose());

  it('costs what its probabilities say, from the state that the path leaves', async () => {
    const long = fileOf('src/long.ts', 'const a = [1, 2];\n'.repeat(40));
    const short = fileOf('b.ts', 'let é;');
    const predictions = [await lstmPredictions(lstm, long), await lstmPredictions(lstm, short)];
    expect(predictions.map(({ text }) => text.join(''))).toEqual(['const a = [1, 2];\n'.repeat(40), 'let é;']);
    const costs = [];
    for (const file of [long, short]) {
      const { header, body } = partsOf(file, vocabulary);
      costs.push((await lstm.bits(Uint8Array.of(...header, ...body))).slice(header.length - 1));
    }
    const sum = costs.flatMap((ofFile) => [...ofFile]).reduce((before, cost) => before + cost, 0);
    expect(meanBits(predictions)).toBeCloseTo(sum / (long.characters + short.characters), 4);
    expect(predictions[1]!.bits[0]).toBeCloseTo(costs[1]![0]!, 4);
  });
});
