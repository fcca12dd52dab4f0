import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRunning, readRunRecord, writeRunRecord } from './run-record';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-record-'));
  file = path.join(folder, 'training.json');
});
afterEach(() => rm(folder, { recursive: true }));

const recordOf = (pid: number) => ({ pid, folder: '/code', startedAt: new Date().toISOString() });

it('is read as it was written', async () => {
  const record = recordOf(process.pid);
  await writeRunRecord(file, record);
  expect(await readRunRecord(file)).toEqual(record);
});

it('is none where there is none, or where it is damaged', async () => {
  expect(await readRunRecord(file)).toBeUndefined();
  await writeFile(file, '{"pid": 1');
  expect(await readRunRecord(file)).toBeUndefined();
  await writeFile(file, '{"pid": -1}');
  expect(await readRunRecord(file)).toBeUndefined();
});

it('is of a running training while its process lives and keeps it fresh', async () => {
  const record = recordOf(process.pid);
  await writeRunRecord(file, record);
  expect(await isRunning(file, record)).toBe(true);
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(file, anHourAgo, anHourAgo);
  expect(await isRunning(file, record), 'the pid now belongs to another process').toBe(false);
});

it('is of a training that has ended once its process is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const record = recordOf(child.pid!);
  await writeRunRecord(file, record);
  expect(await isRunning(file, record)).toBe(false);
});
