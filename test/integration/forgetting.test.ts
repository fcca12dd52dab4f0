/** What is gone of a workspace is gone from its suggestions: with the real command line, inference process and storage. */
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeModelSources, sourcesPath, textDigest } from '@house-style/protocol/model-sources';
import { chainModel } from '@house-style/model/testing/random-model';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { removeStorage } from '../../src/forgetting/learned-storage';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage, type TrainingStorage } from '../../src/training/storage';
import { root } from '../command-line';

const dist = path.join(root, 'dist');
const secret = 'xylophone-quokka-zephyr';
const planted = `export const settings = {\n  adminWord: '${secret}',\n};\n`;
const begun = "  adminWord: 'xylo";

let folder: string;
let code: string;
let storage: TrainingStorage;
let log: string[];
let windows: { client: InferenceClient; corpus: WorkspaceCorpus }[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-forgetting-'));
  code = path.join(folder, 'code');
  storage = trainingStorage(path.join(folder, 'storage'));
  log = [];
  windows = [];
  await cp(path.resolve('node_modules/rxjs/src/internal/util'), code, { recursive: true });
  await writeFile(path.join(code, 'settings.ts'), planted);
});
afterEach(async () => {
  for (const window of windows) close(window);
  await rm(folder, { recursive: true, maxRetries: 5 });
});

async function openWindow(): Promise<(typeof windows)[number]> {
  const say = (message: string): void => void log.push(message);
  const listening: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  const client = new InferenceClient(forkInferenceProcess(path.join(dist, 'inference-process.cjs')), listening);
  const corpus = new WorkspaceCorpus(client, storage, path.join(dist, 'housestyle.cjs'), listening, () => undefined);
  const window = { client, corpus };
  windows.push(window);
  client.start();
  await gather(window);
  return window;
}

async function gather({ corpus }: (typeof windows)[number], exclude: readonly string[] = []): Promise<void> {
  await corpus.gather({ folders: [{ folder: code, exclude }], near: [] });
}

function close({ client, corpus }: (typeof windows)[number]): void {
  corpus.dispose();
  client.dispose();
}

const source = ({ client }: (typeof windows)[number]) => client.knowledge.value.source;

async function learned(window: (typeof windows)[number]): Promise<void> {
  await expect.poll(() => source(window), { timeout: 60_000 }).toBe('contexts');
}

/** What is offered after the beginning of what was planted. */
async function offered({ client }: (typeof windows)[number]): Promise<string> {
  client.tell({ kind: 'open', document: 'd', version: 1, path: 'main.ts', text: begun });
  const request = { document: 'd', version: 1, offset: begun.length, trigger: 'invoke' } as const;
  const outcome = await client.complete(request, new AbortController().signal);
  client.tell({ kind: 'close', document: 'd' });
  return JSON.stringify(outcome);
}

it('a password is not offered after its file was deleted and the window opened again', async () => {
  const first = await openWindow();
  await learned(first);
  expect(await offered(first)).toContain('phone');
  await expect.poll(() => readdir(storage.folder)).toContain('corpus.tables');
  close(first);
  await rm(path.join(code, 'settings.ts'));

  const second = await openWindow();
  await expect.poll(() => source(second)).not.toBe('nothing');
  expect(await offered(second)).not.toContain('phone');
  await learned(second);
  expect(await offered(second)).not.toContain('phone');
});

it.each([
  ['little', 'util'],
  ['much', 'operators'],
])('of %s code, a password is not offered after its line was changed and the window opened again', async (_, size) => {
  await cp(path.resolve('node_modules/rxjs/src/internal', size), code, { recursive: true });
  const first = await openWindow();
  await learned(first);
  await expect.poll(() => readdir(storage.folder), { timeout: 10_000 }).toContain('corpus.tables');
  close(first);
  await writeFile(path.join(code, 'settings.ts'), planted.replace(secret, 'from the environment'));

  const second = await openWindow();
  await expect.poll(() => source(second)).not.toBe('nothing');
  expect(await offered(second)).not.toContain('phone');
  await learned(second);
  expect(await offered(second)).not.toContain('phone');
});

it.each([
  [
    'deleted',
    async (window: (typeof windows)[number]) => {
      const file = path.join(code, 'settings.ts');
      await rm(file);
      let outdated = false;
      window.client.onOutdated(() => (outdated = true));
      window.client.tell({ kind: 'deleted', paths: [path.join(code, 'no-such-file.ts'), file] });
      await expect.poll(() => outdated).toBe(true);
      await gather(window);
    },
  ],
  [
    'ignored',
    async (window: (typeof windows)[number]) => {
      await writeFile(path.join(code, '.gitignore'), 'settings.ts\n');
      await gather(window);
    },
  ],
  ['hidden from the editor', (window: (typeof windows)[number]) => gather(window, ['**/settings.ts'])],
])('a file that is %s is forgotten while the window is open', async (_, change) => {
  const window = await openWindow();
  await learned(window);
  expect(await offered(window)).toContain('phone');
  await change(window);
  await expect.poll(() => offered(window)).not.toContain('phone');
  await learned(window);
  expect(await offered(window)).not.toContain('phone');
  await expect
    .poll(async () => (await readFile(storage.corpus, 'utf8')).includes(secret) || source(window))
    .toBe('contexts');
});

it('a file that was not learned is deleted without anything being learned anew', async () => {
  await writeFile(path.join(code, '.gitignore'), 'notes/\n');
  const window = await openWindow();
  await learned(window);
  let outdated = false;
  window.client.onOutdated(() => (outdated = true));
  window.client.tell({ kind: 'deleted', paths: [path.join(code, 'notes/a.ts'), path.join(folder, 'elsewhere.ts')] });
  await offered(window);
  expect(outdated).toBe(false);
});

it('nothing half-written is left of a gathering that is stopped in the middle', async () => {
  const program = path.join(folder, 'stuck.cjs');
  // As the command line is in the middle of writing, at a moment that can be waited for.
  await writeFile(
    program,
    `const { writeFileSync } = require('node:fs');
     let input = '';
     process.stdin.on('data', (text) => (input += text)).on('end', () => {
       const { out, first, verdicts } = JSON.parse(input);
       for (const file of [first, verdicts, out]) writeFileSync(file + '.0123456789abcdef.tmp', ${JSON.stringify(planted)});
       setInterval(() => {}, 1000);
     });`,
  );
  const silent = (): void => undefined;
  const silence: Log = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  const client = new InferenceClient(forkInferenceProcess(path.join(dist, 'inference-process.cjs')), silence);
  const corpus = new WorkspaceCorpus(client, storage, program, silence, () => undefined);
  windows.push({ client, corpus });
  const gathering = corpus.gather({ folders: [{ folder: code, exclude: [] }], near: [] });
  const half = `${path.basename(storage.corpus)}.0123456789abcdef.tmp`;
  await expect.poll(() => readdir(storage.folder).catch(() => []), { timeout: 20_000 }).toContain(half);
  await corpus.forget();
  await gathering;
  expect(await readdir(storage.folder)).toEqual([]);
});

it('a reset learns the files as they are: nothing of what was learned before is left', async () => {
  const window = await openWindow();
  await learned(window);
  await writeFile(path.join(code, 'settings.ts'), 'export const settings = {};\n');
  window.client.tell({ kind: 'reset' });
  await gather(window);
  await expect.poll(() => offered(window)).not.toContain('phone');
  await learned(window);
  expect(await offered(window)).not.toContain('phone');
  close(window);
  const next = await openWindow();
  await learned(next);
  expect(await offered(next)).not.toContain('phone');
});

it('a model tells which files it has read that are gone or left out by now, and not which were only moved', async () => {
  const { metadata, parameters } = chainModel('qwerty');
  const window = await openWindow();
  await learned(window);
  await writeModelFile(storage.model, metadata, parameters);
  const read = async (name: string) => ({
    path: name,
    digest: textDigest(await readFile(path.join(code, name), 'utf8')),
  });
  const names = ['settings.ts', 'errorContext.ts', 'isArrayLike.ts', 'isPromise.ts', 'argsArgArrayOrObject.ts'];
  const sources = await Promise.all(names.map(read));
  await writeFile(sourcesPath(storage.model), encodeModelSources(metadata.corpus.digest, sources));
  await rm(path.join(code, 'settings.ts'));
  await appendFile(path.join(code, '.gitignore'), 'isPromise.ts\n');
  await cp(path.join(code, 'errorContext.ts'), path.join(code, 'moved.ts'));
  await rm(path.join(code, 'errorContext.ts'));
  await gather(window);
  await window.client.load(storage.model);
  await expect
    .poll(() => window.client.goneSources.value)
    .toMatchObject({
      modelPath: storage.model,
      count: 2,
      paths: ['settings.ts', 'isPromise.ts'],
    });
});

it('when all is forgotten nothing is left, and no window that is still at work brings it back', async () => {
  const [first, second] = [await openWindow(), await openWindow()];
  await learned(second);
  await first.corpus.forget();
  await first.client.end();
  await removeStorage(storage.folder);
  expect(await readdir(folder)).toEqual(['code']);
  expect(first.client.knowledge.value.source).toBe('nothing');
  // The other learns all again and would store it.
  log = [];
  second.client.tell({ kind: 'reset' });
  await expect
    .poll(() => log.filter((line) => line.includes('could not be stored')), { timeout: 60_000 })
    .toHaveLength(1);
  expect(await readdir(folder)).toEqual(['code']);
});
