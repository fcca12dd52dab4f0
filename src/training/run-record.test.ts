import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readRunRecord, writeRunRecord } from './run-record';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-record-'));
  file = path.join(folder, 'training.json');
});
afterEach(() => rm(folder, { recursive: true }));

const recordOf = (pid: number) => ({ pid, folders: ['/code', '/other'], startedAt: new Date().toISOString() });

it('is read as it was written', async () => {
  const record = recordOf(process.pid);
  await writeRunRecord(file, record);
  expect(await readRunRecord(file)).toEqual(record);
});

it('is read as earlier versions wrote it', async () => {
  const { folders, ...record } = recordOf(process.pid);
  await writeFile(file, JSON.stringify({ ...record, folder: folders[0] }));
  expect(await readRunRecord(file)).toEqual({ ...record, folders: ['/code'] });
});

it('is none where there is none, or where it is damaged', async () => {
  expect(await readRunRecord(file)).toBeUndefined();
  await writeFile(file, '{"pid": 1');
  expect(await readRunRecord(file)).toBeUndefined();
  await writeFile(file, '{"pid": -1}');
  expect(await readRunRecord(file)).toBeUndefined();
});

it('is read as earlier versions wrote it', async () => {
  const { folders, ...record } = recordOf(process.pid);
  await writeFile(file, JSON.stringify({ ...record, folder: folders[0] }));
  expect(await readRunRecord(file)).toEqual({ ...record, folders: ['/code'] });
});

it('is none where something else stands in its place, which gives way to the next one', async () => {
  await mkdir(path.join(file, 'inside'), { recursive: true });
  expect(await readRunRecord(file)).toBeUndefined();
  const record = recordOf(process.pid);
  await writeRunRecord(file, record);
  expect(await readRunRecord(file)).toEqual(record);
  expect(await readdir(folder)).toEqual(['training.json']);
});

it('is for the eyes of its owner, and of several that are written at once one stands, whole', async () => {
  const records = Array.from({ length: 40 }, (_, index) => recordOf(index + 1));
  await Promise.all(records.map((record) => writeRunRecord(file, record)));
  expect(records).toContainEqual(await readRunRecord(file));
  expect(await readdir(folder)).toEqual(['training.json']);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
});
