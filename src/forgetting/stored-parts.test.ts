import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, link, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRunRecord } from '../training/run-record';
import { trainingStorage, type TrainingStorage } from '../training/storage';
import { partKinds, removeStored, storedIn, storedParts, workspaceName } from './stored-parts';

let parent: string;
let storage: TrainingStorage;
let running: ChildProcess | undefined;

beforeEach(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'house-style-parts-'));
  storage = trainingStorage(path.join(parent, 'house-style.house-style'));
  await mkdir(storage.models, { recursive: true });
});
afterEach(async () => {
  running?.kill('SIGKILL');
  running = undefined;
  await rm(parent, { recursive: true });
});

/** Bytes by file, relative to the storage. */
async function fill(sizes: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, bytes] of Object.entries(sizes)) {
    await writeFile(path.join(storage.folder, name), Buffer.alloc(bytes));
  }
}

const everything = {
  'corpus.tables': 1000,
  'corpus.tables.0123456789abcdef.tmp': 100,
  'corpus.jsonl': 20,
  'corpus.first.jsonl': 2,
  'corpus.verdicts': 1,
  'model.onnx': 500,
  'model.onnx.sources': 5,
  'models/models.json': 10,
  'model.onnx.checkpoint': 300,
  'model.onnx.checkpoint.previous': 30,
  'training.jsonl': 7,
};

test('parts are told with their sizes and when they were last used', async () => {
  await fill(everything);
  const used = new Date('2026-03-03T12:00:00Z');
  for (const name of ['corpus.tables', 'corpus.tables.0123456789abcdef.tmp']) {
    await utimes(path.join(storage.folder, name), used, used);
  }
  const parts = await storedParts(storage.folder);
  expect([...parts].map(([kind, { bytes }]) => [kind, bytes])).toEqual([
    ['tables', 1100],
    ['code', 23],
    ['model', 515],
    ['checkpoints', 330],
  ]);
  expect(parts.get('tables')?.usedAt).toBe(used.getTime());
  const sum = Object.values(everything).reduce((total, bytes) => total + bytes, 0);
  expect((await storedIn(storage.folder))?.bytes).toBe(sum);
});

test('a model under two names counts once, and what a link leads to not at all', async () => {
  await fill({ 'model.onnx': 500 });
  await link(storage.model, path.join(storage.models, '1.onnx'));
  expect((await storedParts(storage.folder)).get('model')?.bytes).toBe(500);
  const elsewhere = path.join(parent, 'elsewhere');
  await mkdir(elsewhere);
  await writeFile(path.join(elsewhere, 'large'), Buffer.alloc(100_000));
  await symlink(elsewhere, path.join(storage.models, 'link'));
  expect((await storedParts(storage.folder)).get('model')?.bytes).toBeLessThan(1000);
});

test.each(partKinds)('of all parts, %s is deleted alone', async (kind) => {
  await fill(everything);
  const before = await storedParts(storage.folder);
  expect(await removeStored(storage.folder, kind)).toBe(true);
  const left = await storedParts(storage.folder);
  expect([...left]).toEqual([...before].filter(([other]) => other !== kind));
  await access(path.join(storage.folder, 'training.jsonl'));
});

test('a storage is deleted as a whole', async () => {
  await fill(everything);
  expect(await removeStored(storage.folder, undefined)).toBe(true);
  expect(await readdir(parent)).toEqual([]);
  expect(await storedIn(storage.folder)).toBeUndefined();
  expect((await storedParts(storage.folder)).size).toBe(0);
  // Another window was faster.
  expect(await removeStored(storage.folder, undefined)).toBe(true);
});

test('nothing is deleted where a training is at work', async () => {
  await fill(everything);
  running = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(running, 'spawn');
  const record = { pid: running.pid!, folders: [parent], startedAt: new Date().toISOString() };
  await writeRunRecord(storage.record, record);
  const before = await storedIn(storage.folder);
  expect(await removeStored(storage.folder, undefined, 10)).toBe(false);
  for (const kind of partKinds) expect(await removeStored(storage.folder, kind, 10)).toBe(false);
  expect((await storedIn(storage.folder))?.bytes).toBe(before?.bytes);
  const ended = once(running, 'exit');
  running.kill('SIGKILL');
  await ended;
  expect(await removeStored(storage.folder, undefined, 10)).toBe(true);
});

test.each([
  [{ folder: 'file:///home/ada/analytical%20engine' }, 'analytical engine'],
  [{ folder: 'file:///c%3A/code/engine/' }, 'engine'],
  [{ workspace: 'file:///home/ada/engines.code-workspace' }, 'engines'],
  [{ folder: 'vscode-remote://ssh-remote%2Bhost/home/ada/engine' }, 'engine'],
  [{ folder: 'file:///' }, undefined],
  [{ folder: 3 }, undefined],
  [{}, undefined],
  [null, undefined],
])('a workspace that is described by %j is called %s', async (description, name) => {
  await writeFile(path.join(parent, 'workspace.json'), JSON.stringify(description));
  expect(await workspaceName(storage.folder)).toBe(name);
});

test('a workspace that is not described, or by what is no description, has no name', async () => {
  expect(await workspaceName(storage.folder)).toBeUndefined();
  const file = path.join(parent, 'workspace.json');
  await writeFile(file, '{"folder": "file:///home');
  expect(await workspaceName(storage.folder)).toBeUndefined();
  await rm(file);
  await mkdir(file);
  expect(await workspaceName(storage.folder)).toBeUndefined();
});
