/**
 * What forgetting costs: seconds from gathered code to suggestions from all contexts, where nothing, a line or a file of
 * RxJS has gone since the tables were stored. After `npm run build`: `npx tsx lab/forgetting/relearning.ts`.
 */
import { appendFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';

const root = path.resolve(import.meta.dirname, '../..');
const nothing = (): void => undefined;
const silent: Log = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

const folder = await mkdtemp(path.join(tmpdir(), 'house-style-relearning-'));
const code = path.join(folder, 'code');
const file = path.join(code, 'internal/operators/map.ts');
const storage = trainingStorage(path.join(folder, 'storage'));

/** Seconds until a window that is opened now suggests from all contexts, gathering apart. */
async function open(): Promise<number> {
  const client = new InferenceClient(forkInferenceProcess(path.join(root, 'dist/inference-process.cjs')), silent);
  const corpus = new WorkspaceCorpus(client, storage, path.join(root, 'dist/housestyle.cjs'), silent, () => undefined);
  await corpus.gather({ folders: [{ folder: code, exclude: [] }], near: [] });
  const started = performance.now();
  const known = new Promise<void>((resolve) => {
    client.knowledge.onChange(({ source }) => {
      if (source === 'contexts') resolve();
    });
  });
  client.start();
  await known;
  const seconds = (performance.now() - started) / 1000;
  corpus.dispose();
  client.dispose();
  return seconds;
}

const cases: readonly (readonly [name: string, change: () => Promise<void>])[] = [
  ['never learned', () => Promise.resolve()],
  ['nothing changed', () => Promise.resolve()],
  ['a line added', () => appendFile(file, '// added\n')],
  ['a line changed', async () => writeFile(file, (await readFile(file, 'utf8')).replace('// added', '// changed'))],
  ['a file deleted', () => rm(file)],
];

try {
  await cp(path.join(root, 'node_modules/rxjs/src'), code, { recursive: true });
  for (const [name, change] of cases) {
    await change();
    console.log(`${name}: ${(await open()).toFixed(1)} s`);
  }
} finally {
  await rm(folder, { recursive: true });
}
