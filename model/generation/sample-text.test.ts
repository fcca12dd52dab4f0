import { describe, expect, test } from 'vitest';
import type { EndOfText } from '@house-style/protocol/generated-file';
import { sampleText, type SamplingOfText } from './sample-text';
import { Lstm } from '../lstm/lstm';
import { LstmPredictor } from '../lstm/lstm-predictor';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { chainModel, metadataFor, networkOf, randomParameters } from '../testing/random-model';

const defaults: SamplingOfText = { path: 'src/a.ts', temperature: 1, seed: 1, maximumCharacters: 100 };

async function predictorOf(bytes: Uint8Array): Promise<LstmPredictor> {
  return new LstmPredictor(await Lstm.load(parseModelFile(bytes, 'm')));
}
const random = await predictorOf(modelFileBytes(metadataFor(networkOf()), randomParameters(networkOf())));
const { metadata, parameters } = chainModel('qwerty');
const chain = await predictorOf(modelFileBytes(metadata, parameters));

async function written(
  predictor: LstmPredictor,
  options: Partial<SamplingOfText>,
): Promise<{ text: string; end: EndOfText }> {
  const pieces = sampleText(predictor, { ...defaults, ...options });
  for (let text = ''; ;) {
    const next = await pieces.next();
    if (next.done) return { text, end: next.value };
    text += next.value;
  }
}

describe('a generated file', () => {
  test('goes on from its start and ends where the model expects the end', async () => {
    expect(await written(chain, { start: 'q' })).toEqual({ text: 'werty', end: 'end-of-file' });
  });

  test('is what is likeliest at a temperature of 0, and may be drawn at 10 or from the likeliest alone', async () => {
    const [first, second] = [1, 2].map((seed) => written(random, { temperature: 0, seed }));
    expect(await first).toEqual(await second);
    expect(await written(chain, { start: 'q', temperature: 0 })).toEqual({ text: 'werty', end: 'end-of-file' });
    expect((await written(random, { temperature: 10, maximumCharacters: 3 })).end).toBe('maximum');
    expect(await written(random, { topP: 1e-9 })).toEqual(await first);
  });

  test('ends at the maximum', async () => {
    expect(await written(chain, { start: 'q', maximumCharacters: 2 })).toEqual({ text: 'we', end: 'maximum' });
    expect(await written(chain, { start: 'q', maximumCharacters: 0 })).toEqual({ text: '', end: 'maximum' });
  });

  test('is the same for the same seed and another for another', async () => {
    const first = await written(random, { seed: 7 });
    expect(await written(random, { seed: 7 })).toEqual(first);
    expect((await written(random, { seed: 8 })).text).not.toBe(first.text);
  });

  test('depends on its path', async () => {
    const first = await written(random, { path: 'a.ts' });
    expect((await written(random, { path: 'b.py' })).text).not.toBe(first.text);
  });

  test('holds no half of a character, though the model knows only how to spell', async () => {
    for (let seed = 0; seed < 20; seed++) expect((await written(random, { seed })).text).not.toContain('\ufffd');
  });

  test('stops when cancelled', async () => {
    const controller = new AbortController();
    const pieces = sampleText(random, { ...defaults, maximumCharacters: 1e6, signal: controller.signal });
    await pieces.next();
    controller.abort();
    for (;;) {
      const next = await pieces.next();
      if (next.done) {
        expect(next.value).toBe('cancelled');
        return;
      }
    }
  });

  test.each([{ temperature: -1 }, { temperature: NaN }, { topP: 0 }, { seed: 0.5 }, { maximumCharacters: -1 }])(
    'with %j is refused',
    async (options) => {
      await expect(written(random, options)).rejects.toMatchObject({ code: 'usage' });
    },
  );
});
