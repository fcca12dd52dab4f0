import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeRunRecord } from '../training/run-record';
import { trainingStorage } from '../training/storage';
import { endTraining, removeStorage, storagesOfAllWorkspaces } from './learned-storage';
import { StorageWatch } from './storage-watch';

const extension = 'house-style.house-style';
let user: string;
let global: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  user = await mkdtemp(path.join(os.tmpdir(), 'house-style-user-'));
  global = path.join(user, 'globalStorage', extension);
});
afterEach(async () => {
  running?.kill('SIGKILL');
  running = undefined;
  await rm(user, { recursive: true });
});

/** A storage with all that one may hold, and what was left half-written. */
async function fill(folder: string): Promise<void> {
  const { model, corpus, tables, checkpoint, record, events, errors, stopRequest, windows } = trainingStorage(folder);
  await mkdir(windows, { recursive: true });
  const files = [model, corpus, tables, checkpoint, record, events, errors, stopRequest, path.join(windows, 'one')];
  for (const file of [
    ...files,
    `${model}.sources`,
    `${checkpoint}.previous`,
    `${tables}.0815.tmp`,
    `${model}.lock.1@a`,
  ]) {
    await writeFile(file, 'learned');
  }
  await mkdir(`${model}.lock`);
}

test('nothing is left of a storage, whatever was in it', async () => {
  const folder = path.join(user, 'workspaceStorage', 'a', extension);
  await fill(folder);
  await removeStorage(folder);
  expect(await readdir(path.dirname(folder))).toEqual([]);
  // As before there was anything.
  await removeStorage(folder);
});

test('what was not learned is kept where it is named, and what a link leads to always', async () => {
  await fill(global);
  await mkdir(path.join(global, 'tensorflow'));
  const elsewhere = path.join(user, 'mine');
  await mkdir(elsewhere);
  await writeFile(path.join(elsewhere, 'file'), 'mine');
  await symlink(elsewhere, path.join(global, 'link'));
  await removeStorage(global, ['tensorflow']);
  expect(await readdir(global)).toEqual(['tensorflow']);
  const link = path.join(user, 'storage-link');
  await symlink(elsewhere, link);
  await removeStorage(link);
  expect(await readdir(elsewhere)).toEqual(['file']);
});

test("all workspaces' storages are found, and nobody else's", async () => {
  const at = (...names: string[]): string => path.join(user, 'workspaceStorage', ...names);
  for (const folder of [at('a', extension), at('b', extension), at('c', 'another.extension'), global]) {
    await mkdir(folder, { recursive: true });
  }
  await symlink(at('a'), at('linked'));
  await mkdir(at('d'));
  await symlink(at('a', extension), at('d', extension));
  await writeFile(at('file'), '');
  const expected = [at('a', extension), at('b', extension)];
  expect([...(await storagesOfAllWorkspaces({ workspace: at('a', extension), global }))].sort()).toEqual(expected);
  expect([...(await storagesOfAllWorkspaces({ workspace: undefined, global }))].sort()).toEqual(expected);
  // Where an editor keeps things otherwise, nothing is guessed.
  const odd = { workspace: path.join(user, 'x', 'y'), global: path.join(user, 'odd', 'global') };
  expect(await storagesOfAllWorkspaces(odd)).toEqual([]);
});

test('the training at work on a storage is ended; a process that was only given its number is not', async () => {
  const { folder, record } = trainingStorage(path.join(user, 'storage'));
  await mkdir(folder);
  running = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(running, 'spawn');
  await writeRunRecord(record, { pid: running.pid!, folders: [user], startedAt: new Date().toISOString() });
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(record, longAgo, longAgo);
  await endTraining(folder, 10);
  expect(running.exitCode ?? running.signalCode).toBeNull();
  await utimes(record, new Date(), new Date());
  const ended = once(running, 'exit');
  await endTraining(folder);
  await ended;
  expect(running.signalCode).toBe('SIGKILL');
  await endTraining(path.join(user, 'no storage'));
});

test('a window notices that its storage was removed, and not that it was made', async () => {
  const folder = path.join(user, 'storage');
  let removed = 0;
  const watch = new StorageWatch(folder, () => (removed += 1), 20);
  try {
    await mkdir(folder);
    await writeFile(path.join(folder, 'file'), '');
    await access(folder);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(removed).toBe(0);
    await removeStorage(folder);
    await expect.poll(() => removed).toBe(1);
  } finally {
    watch.dispose();
  }
});

/** Whether the file system keeps when a folder was made: without, nobody can tell. */
function keepsTimeOfMaking(): boolean {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'house-style-made-'));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  utimesSync(folder, 1, 1);
  const { birthtimeMs, ctimeMs } = statSync(folder);
  rmSync(folder, { recursive: true });
  return birthtimeMs !== 0 && birthtimeMs !== ctimeMs;
}

test.runIf(keepsTimeOfMaking())(
  'a window notices that its storage was removed and made anew before it looked',
  async () => {
    const folder = path.join(user, 'storage');
    /** Makes the folder, and changes it later than that. */
    const make = async (): Promise<void> => {
      await mkdir(folder);
      for (let { birthtimeMs, ctimeMs } = await stat(folder); birthtimeMs === ctimeMs;) {
        await writeFile(path.join(folder, 'file'), '');
        await rm(path.join(folder, 'file'));
        ({ birthtimeMs, ctimeMs } = await stat(folder));
      }
    };
    await make();
    let removed = 0;
    const watch = new StorageWatch(folder, () => (removed += 1), 20);
    try {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await utimes(folder, 1, 1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(removed).toBe(0);
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      await expect
        .poll(async () => {
          await utimes(folder, new Date(), new Date());
          return removed;
        })
        .toBe(1);
    } finally {
      watch.dispose();
    }
  },
);
