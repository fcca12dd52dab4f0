/** A training that starts from the network that comes with the product never leaves suggestions worse. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import type { TrainingOptions } from '../options/options';
import { isNoWorse } from './compare-in-blend';
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

async function trained(name: string, options: Partial<TrainingOptions>) {
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
  const compared = events.flatMap((event) => (event.event === 'compared' ? [event] : []));
  return { model: await readModelFile(model), compared: compared[0]! };
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

test('of two networks the one is no worse that the blend needs no more bits with', () => {
  const quality = (bitsPerCharacter: number) => ({ bitsPerCharacter, predicted: 0.8 });
  const comparison = (before: number, after: number) => ({
    ...{ before: quality(before), after: quality(after) },
    ...{ files: 1, characters: 1 },
  });
  expect(isNoWorse(comparison(0.9, 0.8))).toBe(true);
  expect(isNoWorse(comparison(0.9, 0.9))).toBe(true);
  expect(isNoWorse(comparison(0.9, 0.91))).toBe(false);
});

test('a training of so little code is kept where suggestions are better with it, else not', async () => {
  const { model, compared } = await trained('better.onnx', { minutes: 0.2 });
  const { before, after, better } = compared;
  expect(better).toBe(after.bitsPerCharacter <= before.bitsPerCharacter);
  expect(model.metadata.metrics.steps > 0).toBe(better && after.bitsPerCharacter !== before.bitsPerCharacter);
  for (const { predicted } of [before, after]) expect(predicted).toBeGreaterThan(0.6);
});
