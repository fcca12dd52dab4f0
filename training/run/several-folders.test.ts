import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isHeldOut } from '@house-style/corpus/split';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { readModelSources } from '@house-style/protocol/model-sources';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { namedFolders } from '../cli/named-folders';
import { train, type TrainingRequest } from './train';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'several-folders-'));
  const sources = path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal');
  await cp(path.join(sources, 'util'), path.join(folder, 'util'), { recursive: true });
  await cp(path.join(sources, 'scheduler'), path.join(folder, 'scheduler'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const named = (...names: string[]) =>
  namedFolders(
    names.map((name) => path.join(folder, name)),
    { followLinks: true },
  );

async function trainOn(code: TrainingRequest['code'], name: string) {
  const events: TrainingEvent[] = [];
  const model = path.join(folder, name);
  await train(
    {
      ...{ code, model, resume: false, corpus: {}, checkpointSeconds: 60, productVersion: '1' },
      options: { hidden: [8], embedding: 4, batch: 8, window: 16, epochs: 1, seed: 1 },
      engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  return { file: await readModelFile(model), corpus: events.find((event) => event.event === 'corpus')! };
}

test('a training on two folders reads both, and is the same whatever they are called', async () => {
  const { file, corpus } = await trainOn(named('util', 'scheduler'), 'both.onnx');
  const alone = [await trainOn(named('util'), 'util.onnx'), await trainOn(named('scheduler'), 'scheduler.onnx')];
  expect(corpus.files).toBe(alone.reduce((sum, one) => sum + one.corpus.files, 0));
  expect(corpus.characters).toBe(alone.reduce((sum, one) => sum + one.corpus.characters, 0));

  const { heldOut, corpus: read } = file.metadata;
  expect(heldOut.length).toBeGreaterThan(0);
  // By the paths in the folders, so that each of them can be measured on alone.
  expect(heldOut.filter((one) => one.includes('//') || !isHeldOut(one))).toEqual([]);
  const sources = (await readModelSources(file.path, read.digest)).map((source) => source.path);
  expect(sources).toEqual(expect.arrayContaining(['util//pipe.ts', 'scheduler//async.ts']));

  await rename(path.join(folder, 'util'), path.join(folder, 'a b'));
  await rename(path.join(folder, 'scheduler'), path.join(folder, 'Ω'));
  const renamed = await trainOn(named('a b', 'Ω'), 'renamed.onnx');
  expect(renamed.file.metadata.heldOut).toEqual(heldOut);
  const [one, other] = [parametersOf(file), parametersOf(renamed.file)];
  expect([...other].map(([name, { data }]) => [name, data])).toEqual([...one].map(([name, { data }]) => [name, data]));
}, 120_000);

test('a folder that is named twice is refused', () => {
  expect(() => named('util', '../x', 'util/../util')).toThrow(/is named twice/);
});
