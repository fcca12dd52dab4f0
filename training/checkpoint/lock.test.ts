import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockOutput } from './lock';

let folder: string;
let model: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lock-'));
  model = path.join(folder, 'model.onnx');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A process that takes the lock and, having said so, holds it until it is killed; it says `locked` when it cannot. */
function holder(refresh = 5_000): ChildProcess {
  const script = `
    import { lockOutput } from ${JSON.stringify(path.join(import.meta.dirname, 'lock.ts'))};
    lockOutput(${JSON.stringify(model)}, { refresh: ${refresh}, looks: 24 }).then(
      () => { console.log('held'); setInterval(() => undefined, 1000); },
      (failure) => console.log(failure.code),
    );`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstWord(child: ChildProcess): Promise<string> {
  const [data] = (await once(child.stdout!, 'data')) as [Buffer];
  return data.toString().trim();
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a lock is given back without a trace', async () => {
  const unlock = await lockOutput(model);
  await unlock();
  expect(await readdir(folder)).toEqual([]);
  await (
    await lockOutput(model)
  )();
});

test('a second training on the same output is refused, within a process and across processes', async () => {
  const unlock = await lockOutput(model);
  await expect(lockOutput(model)).rejects.toMatchObject({ code: 'output-locked' });
  const other = holder();
  expect(await firstWord(other)).toBe('output-locked');
  await unlock();
  await (
    await lockOutput(model)
  )();
});

test('the lock of a killed training is free at once, for exactly one of those who want it', async () => {
  const killed = holder();
  expect(await firstWord(killed)).toBe('held');
  await kill(killed);
  const heirs = [holder(), holder(), holder()];
  const words = await Promise.all(heirs.map(firstWord));
  expect(words.sort()).toEqual(['held', 'output-locked', 'output-locked']);
  for (const heir of heirs) if (heir.exitCode === null) await kill(heir);
  await (
    await lockOutput(model)
  )();
});

test('a holder keeps its lock while the machine sleeps or a clock is set, however old it looks then', async () => {
  const sleeper = holder(1_500);
  expect(await firstWord(sleeper)).toBe('held');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    await expect(lockOutput(model, { refresh: 500, looks: 12 })).rejects.toMatchObject({ code: 'output-locked' });
  } finally {
    vi.useRealTimers();
  }
  await kill(sleeper);
});

test('a holder that is silent while it is watched loses its lock', async () => {
  const silent = holder();
  expect(await firstWord(silent)).toBe('held');
  silent.kill('SIGSTOP');
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(`${model}.lock`, anHourAgo, anHourAgo);
  await (
    await lockOutput(model, { refresh: 50, looks: 5 })
  )();
  await kill(silent);
});

test('an output that cannot be locked is told as unwritable', async () => {
  await expect(lockOutput(path.join(folder, 'missing', 'model.onnx'))).rejects.toMatchObject({
    code: 'output-unwritable',
  });
});
