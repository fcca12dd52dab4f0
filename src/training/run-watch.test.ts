import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeRunRecord } from './run-record';
import { RunWatch, showsLife } from './run-watch';

let folder: string;
let file: string;
const record = { pid: process.pid, folders: ['/code'], startedAt: new Date().toISOString() };
const touch = (time: number): Promise<void> => utimes(file, new Date(time), new Date(time));
const anHour = 3_600_000;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-watch-'));
  file = path.join(folder, 'training.json');
  await writeRunRecord(file, record);
});
afterEach(() => rm(folder, { recursive: true }));

it('does not take a run for dead whose record looks old because the machine slept', async () => {
  const watch = new RunWatch(file, record);
  expect(await watch.isRunning()).toBe(true);
  // An hour later, by the clock: the first looks come before the first heartbeat.
  await touch(Date.now() - anHour);
  for (let look = 0; look < 20; look++) expect(await watch.isRunning()).toBe(true);
  await touch(Date.now());
  expect(await watch.isRunning()).toBe(true);
});

it('does not take a run for dead whose clock is behind or ahead, as long as its heart beats', async () => {
  const watch = new RunWatch(file, record);
  for (let beat = 0; beat < 200; beat++) {
    await touch(Date.now() + (beat % 2 === 0 ? anHour : -anHour) + beat);
    expect(await watch.isRunning()).toBe(true);
  }
});

it('takes a run for dead that shows no life in many looks: its pid belongs to another process now', async () => {
  const watch = new RunWatch(file, record);
  let looks = 0;
  while (await watch.isRunning()) looks += 1;
  expect(looks).toBe(240);
});

it('takes a run for dead at once where its process is gone', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const gone = { ...record, pid: child.pid! };
  await writeRunRecord(file, gone);
  expect(await new RunWatch(file, gone).isRunning()).toBe(false);
  expect(await showsLife(file, gone, 1)).toBe(false);
});

it('finds a run again that was touched just now, or is while it is watched, and no other', async () => {
  expect(await showsLife(file, record, 1)).toBe(true);
  await touch(Date.now() - anHour);
  expect(await showsLife(file, record, 1)).toBe(false);
  const looking = showsLife(file, record, 50);
  await touch(Date.now() - anHour + 2_000);
  expect(await looking).toBe(true);
});
