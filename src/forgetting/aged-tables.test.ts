import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trainingStorage } from '../training/storage';
import { longestUnused, removeAgedTables } from './aged-tables';

const extension = 'house-style.house-style';
const minute = 60_000;
let user: string;
let global: string;
const now = Date.now();

beforeEach(async () => {
  user = await mkdtemp(path.join(os.tmpdir(), 'house-style-aged-'));
  global = path.join(user, 'globalStorage', extension);
});
afterEach(() => rm(user, { recursive: true }));

const at = (hash: string): string => path.join(user, 'workspaceStorage', hash, extension);

/** A storage in which nothing was used for so long. */
async function fill(folder: string, age: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { tables, model, corpus, checkpoint } = trainingStorage(folder);
  const used = new Date(now - age);
  for (const file of [tables, `${tables}.0123456789abcdef.tmp`, model, corpus, checkpoint]) {
    await writeFile(file, Buffer.alloc(1000));
    await utimes(file, used, used);
  }
}

const others = ['corpus.jsonl', 'model.onnx', 'model.onnx.checkpoint'];
const all = [...others, 'corpus.tables', 'corpus.tables.0123456789abcdef.tmp'].sort();

test('tables that were not used for 60 days are deleted, with what was left half-written, and nothing else', async () => {
  await fill(at('old'), longestUnused + minute);
  await fill(at('used'), longestUnused - minute);
  await fill(at('current'), 2 * longestUnused);
  await fill(global, 2 * longestUnused);
  expect(await removeAgedTables({ workspace: at('current'), global }, now)).toBe(1000);
  expect((await readdir(at('old'))).sort()).toEqual(others);
  for (const folder of [at('used'), at('current'), global]) expect((await readdir(folder)).sort()).toEqual(all);
  expect(await removeAgedTables({ workspace: at('current'), global }, now)).toBe(0);
});

test('a link, a folder in their place and a storage without any are left alone', async () => {
  const elsewhere = path.join(user, 'mine');
  await fill(elsewhere, 2 * longestUnused);
  for (const hash of ['linked', 'folder', 'none']) await mkdir(at(hash), { recursive: true });
  await symlink(trainingStorage(elsewhere).tables, trainingStorage(at('linked')).tables);
  const folder = trainingStorage(at('folder')).tables;
  await mkdir(folder);
  await utimes(folder, 1, 1);
  expect(await removeAgedTables({ workspace: undefined, global }, now)).toBe(0);
  expect((await readdir(elsewhere)).sort()).toEqual(all);
  expect(await readdir(at('linked'))).toEqual(['corpus.tables']);
  expect(await readdir(at('folder'))).toEqual(['corpus.tables']);
});
