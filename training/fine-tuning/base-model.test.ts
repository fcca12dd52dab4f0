import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import type { Network } from '@house-style/model/network';
import type { TrainingEvent } from '@house-style/model/training-events';
import { initialise } from '../network/initialise';
import { train, type TrainingRequest } from '../trainer/train';
import { grow } from './base-model';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const sources = path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal');
const tiny = { hidden: [24], embedding: 8, batch: 8, window: 16, seed: 2 };

let folder: string;
let base: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fine-tuning-'));
  await cp(path.join(sources, 'util'), path.join(folder, 'first'), { recursive: true });
  await cp(path.join(sources, 'scheduler'), path.join(folder, 'second'), { recursive: true });
  await writeFile(
    path.join(folder, 'second/greeting.ts'),
    "export const greeting = 'Grüße, größte Öfen';\n".repeat(12),
  );
  base = path.join(folder, 'base.onnx');
  await trainOn('first', base, { ...tiny, epochs: 6 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function trainOn(code: string, model: string, options: TrainingRequest['options'], from?: string) {
  const events: TrainingEvent[] = [];
  await train(
    {
      folder: path.join(folder, code),
      model,
      options,
      resume: false,
      corpus: {},
      engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
      checkpointSeconds: 60,
      productVersion: '0',
      ...(from !== undefined && { from }),
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  return events.flatMap((event) => (event.event === 'validation' ? [event.bitsPerCharacter as number] : []));
}

describe('fine-tuning', () => {
  test('starts, and ends, at clearly fewer bits than training from nothing', async () => {
    const [fromNothing, tuned] = ['nothing.onnx', 'tuned.onnx'].map((name) => path.join(folder, name)) as [
      string,
      string,
    ];
    const without = await trainOn('second', fromNothing, { ...tiny, epochs: 2 });
    const withBase = await trainOn('second', tuned, { epochs: 2, batch: 8, window: 16 }, base);
    expect(withBase[0]).toBeLessThan((without[0] as number) - 0.5);
    expect(withBase.at(-1)).toBeLessThan(without.at(-1) as number);
    const [{ metadata: before }, { metadata: after }] = [await readModelFile(base), await readModelFile(tuned)];
    // The new corpus has letters that the first one lacked; the others keep their tokens.
    expect(after.characters.slice(0, before.characters.length)).toEqual(before.characters);
    expect(after.characters).toContain('ö');
    expect(after.network).toMatchObject({ hidden: [24], embedding: 8 });
    expect(after.training['from']).toBe(before.corpus.digest);
  });

  test('refuses a network that is not the base model’s', async () => {
    const model = path.join(folder, 'other.onnx');
    await expect(trainOn('second', model, { hidden: [32], epochs: 1 }, base)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('--hidden 32 contradicts') as string,
    });
    await expect(trainOn('second', model, { epochs: 1 }, path.join(folder, 'none.onnx'))).rejects.toMatchObject({
      code: 'model-not-found',
    });
  });

  test('goes on predicting as the base model where no character is new', async () => {
    const file = await readModelFile(base);
    const { network } = file.metadata;
    const parameters = parametersOf(file);
    expect(grow(parameters, network, initialise(network, 9))).toEqual(parameters);
  });
});

describe.each(['embedding', 'one-hot'] as const)('a vocabulary that grew, with %s input', (input) => {
  test('keeps the weights of known tokens and takes fresh ones for new tokens', () => {
    const network: Network = { cell: 'gru', input, vocabulary: 30, embedding: 4, hidden: [6, 5], dropout: 0 };
    const larger = { ...network, vocabulary: 33 };
    const [known, fresh] = [initialise(network, 1), initialise(larger, 2)];
    const grown = grow(known, larger, fresh);
    expect(grown.get('layer1.input')).toEqual(known.get('layer1.input'));
    const [before, after, other] = [known, grown, fresh].map((weights) => weights.get('output.weight')!.data);
    expect(after!.subarray(0, 30 * 5)).toEqual(before);
    expect(after!.subarray(30 * 5)).toEqual(other!.subarray(30 * 5));
    if (input === 'embedding') return;
    const columns = grown.get('layer0.input')!.data;
    expect(columns.subarray(33, 33 + 30)).toEqual(known.get('layer0.input')!.data.subarray(30, 60));
    expect(columns.subarray(33 + 30, 66)).toEqual(fresh.get('layer0.input')!.data.subarray(33 + 30, 66));
  });
});
