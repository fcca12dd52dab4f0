import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WindowSign } from './window-sign';

let folder: string;
let windows: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-sign-'));
  windows = path.join(folder, 'windows');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

it('shows that its window lives, also after its folder could not be written to for a while', async () => {
  const sign = new WindowSign(windows);
  sign.start();
  expect(await readdir(windows)).toHaveLength(1);
  await rm(windows, { recursive: true });
  await writeFile(windows, 'in its place');
  expect(() => vi.advanceTimersByTime(5_000)).not.toThrow();
  await rm(windows);
  vi.advanceTimersByTime(5_000);
  expect(await readdir(windows)).toHaveLength(1);
  sign.dispose();
  expect(await readdir(windows)).toEqual([]);
});

it('takes away what windows that were killed left days ago', async () => {
  await mkdir(windows);
  for (const [name, age] of [
    ['killed', 2],
    ['alive', 0],
  ] as const) {
    const file = path.join(windows, name);
    const shown = new Date(Date.now() - age * 86_400_000);
    await writeFile(file, '');
    await utimes(file, shown, shown);
  }
  const sign = new WindowSign(windows);
  sign.start();
  expect(await readdir(windows)).toHaveLength(2);
  sign.dispose();
  expect(await readdir(windows)).toEqual(['alive']);
});
