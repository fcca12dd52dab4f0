/** A window that has no folder, or one without code: the network that comes with House Style answers. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import type { Origin } from '@house-style/protocol/inference-messages';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { root } from '../command-line';

const dist = path.join(root, 'dist');
const pretrained = { modelPath: path.join(dist, 'pretrained.onnx'), adapt: true };
const ignore = (): void => undefined;
const silent: Log = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

let folder: string;
let client: InferenceClient;
let corpus: WorkspaceCorpus;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-without-folder-'));
  client = new InferenceClient(forkInferenceProcess(path.join(dist, 'inference-process.cjs')), silent);
  const storage = trainingStorage(path.join(folder, 'storage'));
  corpus = new WorkspaceCorpus(client, storage, path.join(dist, 'housestyle.cjs'), silent, () => pretrained);
  client.start();
});
afterEach(async () => {
  corpus.dispose();
  client.dispose();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

async function knows(source: string, folders: readonly CodeFolder[]): Promise<void> {
  await corpus.gather({ folders, near: [] });
  await expect.poll(() => client.knowledge.value.source, { timeout: 60_000 }).toBe(source);
}

async function offered(named: string, text: string, origin: Origin): Promise<string> {
  client.tell({ kind: 'open', document: named, version: 1, path: named, text, origin });
  const request = { document: named, version: 1, offset: text.length, trigger: 'invoke' } as const;
  const outcome = await client.complete(request, new AbortController().signal);
  client.tell({ kind: 'close', document: named });
  return outcome.kind === 'shown' ? (outcome.candidates[0]?.text ?? '') : outcome.kind;
}

const loose = 'import os\nimport sys\n\nif __name__ == "__ma';

it.each([
  ['a file that lies elsewhere', 'tool.py', { kind: 'elsewhere' }],
  ['a document that has no name', '', { kind: 'untitled' }],
] as const)('suggests in %s', async (_, named, origin) => {
  await knows('network', []);
  expect(await offered(named, loose, origin)).toMatch(/^in__/);
});

it('suggests in a folder that is still empty', async () => {
  const empty = path.join(folder, 'empty');
  await mkdir(empty);
  await knows('network', [{ folder: empty, exclude: [] }]);
  expect(await offered('tool.py', loose, { kind: 'file', folder: empty, exclude: [] })).toMatch(/^in__/);
});

it('knows a folder that is added, and no more of it when it is taken away again', async () => {
  await knows('network', []);
  const code = path.join(folder, 'code');
  await mkdir(code);
  await writeFile(path.join(code, 'a.ts'), 'export const quokkaFrobnicator = makeFrobnicator();\n'.repeat(60));
  await knows('contexts', [{ folder: code, exclude: [], name: 'code' }]);
  const origin = { kind: 'file', folder: code, exclude: [], name: 'code' } as const;
  expect(await offered('code//b.ts', 'export const quokkaFrob', origin)).toMatch(/^nicator/);
  await knows('network', []);
  expect(await offered('b.ts', 'export const quokkaFrob', { kind: 'elsewhere' })).not.toMatch(/^nicator/);
  expect(await readdir(path.join(folder, 'storage'))).not.toContain('corpus.jsonl');
});
