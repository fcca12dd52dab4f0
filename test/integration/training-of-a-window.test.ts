/** The extension's training, with the real training process: started, stopped, gone on with, found again, left alone. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { asCodeFolders } from '@house-style/protocol/code-folder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Log } from '../../src/log';
import { trainingStorage, type TrainingStorage } from '../../src/training/storage';
import { Training } from '../../src/training/training';
import type { TrainingState } from '../../src/training/training-state';
import { isAlive } from '../workbench/processes';

const dist = path.resolve(import.meta.dirname, '../../dist');
const programs = {
  housestyle: path.join(dist, 'housestyle.cjs'),
  guard: path.join(dist, 'training-guard.cjs'),
  tensorflow: path.join(dist, 'no-tensorflow'),
};
const settings = {
  minutes: 5,
  pretrained: false,
  device: 'cpu',
  samples: true,
  exclude: ['--out=model.onnx', '-x/**'],
} as const;
const second = 1000;

let folder: string;
let code: string;
let storage: TrainingStorage;
let log: string[];
let windows: Training[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-window-'));
  code = path.join(folder, 'code');
  storage = trainingStorage(path.join(folder, 'storage'));
  log = [];
  windows = [];
  await cp(path.resolve('node_modules/rxjs/src/internal/operators'), code, { recursive: true });
});
afterEach(async () => {
  const pid = await trainingPid().catch(() => undefined);
  for (const window of windows) window.dispose();
  if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, maxRetries: 5 });
});

function openWindow(): Training {
  const say = (message: string): void => void log.push(message);
  const listening: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  const window = new Training(storage, programs, listening);
  windows.push(window);
  return window;
}

async function trainingPid(): Promise<number> {
  return (JSON.parse(await readFile(storage.record, 'utf8')) as { pid: number }).pid;
}

/** Resolves when the training has come to this state. */
async function becomes<Kind extends TrainingState['kind']>(
  { state }: Training,
  kind: Kind,
  timeout = 90 * second,
): Promise<Extract<TrainingState, { kind: Kind }>> {
  await expect.poll(() => state.value.kind, { timeout }).toBe(kind);
  return state.value as Extract<TrainingState, { kind: Kind }>;
}

async function steps(): Promise<number[]> {
  const lines = (await readFile(storage.events, 'utf8')).trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { event: string; step?: number });
  return events.flatMap(({ event, step }) => (event === 'step' && step !== undefined ? [step] : []));
}

describe('a training that is stopped', () => {
  it('ends at once, keeps what it learned, and goes on from there', async () => {
    const window = openWindow();
    const first = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    await window.stop();
    expect(window.state.value.kind).toBe('stopping');
    await first;
    expect(window.state.value.kind).toBe('stopped');
    expect(await window.canContinue(asCodeFolders(code))).toBe(true);
    const reached = Math.max(...(await steps()));

    const second_ = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    expect(Math.min(...(await steps()))).toBeGreaterThanOrEqual(reached);
    await window.stop();
    await second_;
  });

  it('starts from the beginning where the files have changed, without an error', async () => {
    const window = openWindow();
    const seen = new Set<string>();
    window.state.onChange((state) => seen.add(state.kind));
    const first = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    await window.stop();
    await first;
    await writeFile(path.join(code, 'new.ts'), 'export const answer = 42;\n'.repeat(20));
    const second_ = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    expect(log.join('\n')).toContain('Training starts from the beginning');
    await window.stop();
    await second_;
    expect(seen).not.toContain('failed');
  });

  it('does not go on with another folder', async () => {
    const window = openWindow();
    const run = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    await window.stop();
    await run;
    expect(await window.canContinue(asCodeFolders(path.join(folder, 'other')))).toBe(false);
  });
});

describe('a training whose window goes', () => {
  it('is found again by the next one, where it is by then', async () => {
    const before = openWindow();
    void before.start(asCodeFolders(code), settings);
    const { fraction } = await becomes(before, 'running');
    const pid = await trainingPid();
    before.dispose();

    const after = openWindow();
    await after.findAgain();
    expect((await becomes(after, 'running', 10 * second)).fraction).toBeGreaterThanOrEqual(fraction);
    expect(await trainingPid()).toBe(pid);
    await after.stop();
    await becomes(after, 'stopped');
    expect(isAlive(pid)).toBe(false);
  });

  it('ends by itself with a checkpoint when no window comes back', async () => {
    const window = openWindow();
    void window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    const pid = await trainingPid();
    window.dispose();
    await expect.poll(() => isAlive(pid), { timeout: 120 * second, interval: second }).toBe(false);
    expect(await openWindow().canContinue(asCodeFolders(code))).toBe(true);
  });
});

describe('a training that fails', () => {
  it('says why', async () => {
    const window = openWindow();
    await window.start(asCodeFolders(path.join(folder, 'missing')), settings);
    expect(window.state.value).toMatchObject({ kind: 'failed', code: 'folder-not-found' });
  });

  it('says so where its process is killed', async () => {
    const window = openWindow();
    const run = window.start(asCodeFolders(code), settings);
    await becomes(window, 'running');
    process.kill(await trainingPid(), 'SIGKILL');
    await run;
    expect(window.state.value).toMatchObject({ kind: 'failed', message: 'The training process ended unexpectedly.' });
  });
});
