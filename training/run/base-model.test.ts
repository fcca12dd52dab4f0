import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import type { Network } from '@house-style/model/network';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { initialise } from '../network/initialise';
import { train, type TrainingRequest } from './train';
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

async function eventsOf(
  code: string,
  model: string,
  options: TrainingRequest['options'],
  further: Partial<TrainingRequest> = {},
) {
  const events: TrainingEvent[] = [];
  await train(
    {
      code: path.join(folder, code),
      model,
      options,
      resume: false,
      corpus: {},
      engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
      checkpointSeconds: 60,
      productVersion: '0',
      ...further,
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  return events;
}

async function trainOn(code: string, model: string, options: TrainingRequest['options'], from?: string) {
  const events = await eventsOf(code, model, options, { ...(from !== undefined && { from }) });
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

describe('a pretrained network', () => {
  const short = { minutes: 0.02, batch: 8, window: 16 };
  const origin = async (options: TrainingRequest['options'], further: Partial<TrainingRequest> = {}) => {
    const model = path.join(folder, 'started.onnx');
    const events = await eventsOf('second', model, options, { pretrained: base, ...further });
    const { training, network } = (await readModelFile(model)).metadata;
    return { from: training['from'], hidden: network.hidden, events };
  };

  test('is where a run that is limited in time starts from', async () => {
    const { corpus } = (await readModelFile(base)).metadata;
    const { from, hidden, events } = await origin(short);
    expect({ from, hidden }).toEqual({ from: corpus.digest, hidden: [24] });
    const plan = events.find((event) => event.event === 'plan');
    expect(plan?.reasons.join(' ')).toContain('has read other code');
  });

  test.each<[string, TrainingRequest['options'], Partial<TrainingRequest>]>([
    ['of so many epochs', { ...tiny, epochs: 1 }, {}],
    ['of another network', { ...short, hidden: [16] }, {}],
    ['in lower case', { ...short, hidden: [24], embedding: 8, lowerCase: true }, {}],
    ['that is to be fast', { ...short, hidden: [24], embedding: 8 }, { effort: 'fast' }],
  ])('is not for a run %s', async (_, options, further) => {
    expect((await origin(options, further)).from).toBeNull();
  });

  test('that cannot be read is told of and done without', async () => {
    const { from, events } = await origin(
      { ...short, hidden: [24], embedding: 8 },
      { pretrained: path.join(folder, 'none.onnx') },
    );
    expect(from).toBeNull();
    expect(events).toContainEqual({
      event: 'notice',
      message: expect.stringContaining('starts from nothing') as string,
    });
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
