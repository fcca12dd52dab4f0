/** A training that starts from the network that comes with the product never leaves suggestions worse. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import type { TrainingOptions } from '../options/options';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { asciiVocabulary } from '@house-style/model/testing/random-model';
import { bestShare, halves } from './choose-in-blend';
import { train } from './train';

// Real trainings, which a busy machine slows down.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let folder: string;
let code: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compare-'));
  code = path.join(folder, 'code');
  const operators = path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal/operators');
  // Some 20,000 characters, so little that a training mostly unlearns.
  const names = (await readdir(operators)).sort().filter((_, index) => index % 9 === 0);
  for (const name of names) await cp(path.join(operators, name), path.join(code, name));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function trainedOn(code: string, name: string, options: Partial<TrainingOptions>) {
  const events: TrainingEvent[] = [];
  const model = path.join(folder, name);
  await train(
    {
      ...{ code, model, resume: false, corpus: {}, checkpointSeconds: 600, productVersion: '1.2.3' },
      ...{ pretrained: pretrainedModelPath, engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 } },
      options: { seed: 1, ...options },
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  return { model: await readModelFile(model), events };
}

async function trained(name: string, options: Partial<TrainingOptions>) {
  const { model, events } = await trainedOn(code, name, options);
  const compared = events.flatMap((event) => (event.event === 'compared' ? [event] : []));
  return { model, compared: compared[0]! };
}

test('what makes suggestions worse is not kept, and the model is the network as it was', async () => {
  // A rate at which everything is unlearned at once; that the weights are the last ones is what a bad choice would be.
  const { model, compared } = await trained('worse.onnx', { minutes: 0.1, learningRate: 0.5 });
  expect(compared.files).toBeGreaterThan(0);
  if (compared.better) expect(compared.after.bitsPerCharacter).toBeLessThanOrEqual(compared.before.bitsPerCharacter);
  const weights = [model, await readModelFile(pretrainedModelPath)].map((one) => parametersOf(one).get('layer0.input'));
  expect(weights[0]).toBeDefined();
  expect(weights[0]).toEqual(weights[1]);
  expect(model.metadata.metrics.steps).toBe(0);
});

test('the best share is chosen, unless suggestions are about as good with the network as it was', () => {
  const chosen = (...bits: number[]) => bestShare(bits.map((one, index) => ({ learned: index / 4, bits: one })));
  expect(chosen(900, 800, 700, 800, 900)).toBe(0.5);
  expect(chosen(900, 900, 900)).toBe(0);
  expect(chosen(900, 800, 799)).toBe(0.5);
  expect(chosen(801.5, 800, 900)).toBe(0);
  expect(chosen(803, 800, 900)).toBe(0.25);
});

test('halves have nothing in common, and neither is empty', async () => {
  const { training, vocabulary } = await loadCorpus(code);
  for (let files = 2; files <= training.length; files++) {
    const [first, second] = halves(training.slice(0, files), vocabulary);
    expect(first.length - second.length).toBe(files % 2);
    expect(new Set([...first, ...second]).size).toBe(files);
  }
});

test('the halves of a single file are its beginning and its end', () => {
  const text = 'const wombat = 1;\nconst badger = 2;\nconst otter = 3;\n';
  const file = { path: 'a.ts', tokens: asciiVocabulary.encodeFile('a.ts', text), characters: text.length };
  const parts = halves([file], asciiVocabulary).flat();
  const bodies = parts.map((part) => bodyOf(part, asciiVocabulary));
  expect(bodies.map((part) => part.includes('wombat'))).toEqual([true, false]);
  expect(bodies.map((part) => part.includes('otter'))).toEqual([false, true]);
  expect(parts.map(({ characters }) => characters)).toEqual([36, 17]);
});

test('a training of so little code never makes suggestions worse, and says how much of it is kept', async () => {
  const { model, compared } = await trained('better.onnx', { minutes: 0.2 });
  const { before, after, better, learned } = compared;
  expect(better).toBe(learned! > 0);
  expect(compared.files).toBeGreaterThan(0);
  expect(model.metadata.metrics.steps > 0).toBe(better);
  // On files that chose nothing, so that it may be a little worse by chance.
  expect(after.bitsPerCharacter).toBeLessThan(1.01 * before.bitsPerCharacter);
  for (const { predicted } of [before, after]) expect(predicted).toBeGreaterThan(0.6);
});

test('where nothing can be held out to tell by, the network stays as it was', async () => {
  const two = path.join(folder, 'two');
  const operators = path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal/operators');
  for (const name of ['audit.ts', 'auditTime.ts']) await cp(path.join(operators, name), path.join(two, name));
  const { model, events } = await trainedOn(two, 'two.onnx', { minutes: 0.05 });
  expect(model.metadata.metrics.steps).toBe(0);
  expect(events.some((event) => event.event === 'notice' && event.message.includes('too little code'))).toBe(true);
  const weights = [model, await readModelFile(pretrainedModelPath)].map((one) => parametersOf(one).get('layer0.input'));
  expect(weights[0]).toEqual(weights[1]);
});
