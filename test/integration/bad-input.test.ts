import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '@house-style/training/checkpoint/format';
import { Command, eventsOf, housestyle, type Outcome, root, smallCodeBase, tinyNetwork } from '../command-line';

let folder: string;
let code: string;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bad-input-'));
  code = await smallCodeBase(folder);
  model = path.join(folder, 'good.onnx');
  const trained = await housestyle('train', code, '--out', model, '--epochs', '1', ...tinyNetwork);
  if (trained.status !== 0) throw new Error(trained.stderr);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An empty folder for one test. */
async function place(name: string): Promise<string> {
  const made = path.join(folder, name);
  await mkdir(made);
  return made;
}

/** One sentence for people, a code for programs, a status for scripts, and no stack. */
function expectFailure(outcome: Outcome, status: number, code: string, words: RegExp): void {
  const said = outcome.stdout.trim().split('\n').at(-1) ?? '';
  const { event, error, ...rest } = JSON.parse(said) as {
    event?: string;
    error?: { code: string; message: string };
    code?: string;
    message?: string;
  };
  const told = error ?? rest;
  expect({ status: outcome.status, code: told.code }).toEqual({ status, code });
  expect(event === undefined || event === 'error').toBe(true);
  expect(told.message).toMatch(words);
  expect(told.message).toMatch(/[.?)]$/);
  expect(outcome.stderr).toContain(told.message);
  expect(outcome.stderr).not.toMatch(/^ +at /m);
}

describe('training refuses', () => {
  it('a folder that does not exist', async () => {
    const out = await place('missing');
    const outcome = await housestyle('train', path.join(out, 'nowhere'), '--out', path.join(out, 'm.onnx'), '--json');
    expectFailure(outcome, 3, 'folder-not-found', /nowhere/);
    expect(await readdir(out)).toEqual([]);
  });

  it('an empty folder', async () => {
    const [out, empty] = [await place('empty-out'), await place('empty')];
    const outcome = await housestyle('train', empty, '--out', path.join(out, 'm.onnx'), '--json');
    expectFailure(outcome, 3, 'nothing-to-train-on', /empty/);
    expect(await readdir(out)).toEqual([]);
  });

  it('a folder with nothing to train on', async () => {
    const [out, binary] = [await place('binary-out'), await place('binary')];
    await writeFile(path.join(binary, 'picture.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0, 1, 2, 3]));
    const outcome = await housestyle('train', binary, '--out', path.join(out, 'm.onnx'), '--json');
    expectFailure(outcome, 3, 'nothing-to-train-on', /binary/);
    expect(await readdir(out)).toEqual([]);
  });

  it('one file of ten characters', async () => {
    const [out, tiny] = [await place('tiny-out'), await place('tiny')];
    await writeFile(path.join(tiny, 'a.ts'), 'let a = 1;');
    const outcome = await housestyle('train', tiny, '--out', path.join(out, 'm.onnx'), '--json');
    expectFailure(outcome, 3, 'corpus-too-small', /10 characters/);
    expect(await readdir(out)).toEqual([]);
  });

  it.each([
    [['--hidden', '-5'], /--hidden/],
    [['--hidden', '1e12'], /--hidden/],
    [['--hidden', 'many'], /--hidden/],
    [['--layers', '9'], /--layers/],
    [['--layers', '2.5'], /--layers/],
    [['--minutes', '-1'], /--minutes/],
    [['--minutes', '0'], /--minutes/],
    [['--epochs', '-3'], /--epochs/],
    [['--epochs', '1', '--minutes', '1'], /--minutes/],
    [['--dropout', '1'], /--dropout/],
    [['--batch', '0'], /--batch/],
    [['--window', '100000'], /--window/],
    [['--learning-rate', '-0.1'], /--learning-rate/],
    [['--seed', '0.5'], /--seed/],
    [['--cell', 'transformer'], /--cell/],
    [['--device', 'abacus'], /--device/],
    [['--threads', '0'], /--threads/],
    [['--frobnicate'], /--frobnicate/],
    [['--hidden', '100,50', '--layers', '3'], /--layers 3/],
  ])('%j', async (words, sentence) => {
    const outcome = await housestyle('train', code, '--out', path.join(folder, 'never.onnx'), '--json', ...words);
    expectFailure(outcome, 2, 'usage', sentence);
    expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it('to write into a folder that does not exist', async () => {
    const out = path.join(folder, 'not-made', 'm.onnx');
    const outcome = await housestyle('train', code, '--out', out, '--epochs', '1', '--json', ...tinyNetwork);
    expectFailure(outcome, 4, 'output-unwritable', /folder does not exist/);
  });

  it('to write over a folder', async () => {
    const outcome = await housestyle('train', code, '--out', folder, '--epochs', '1', '--json', ...tinyNetwork);
    expectFailure(outcome, 4, 'output-unwritable', /is a folder/);
  });

  it('to go on where no run was stopped', async () => {
    const out = path.join(await place('no-checkpoint'), 'm.onnx');
    expectFailure(await housestyle('train', code, '--out', out, '--resume', '--json'), 5, 'no-checkpoint', /--resume/);
  });
});

/** Somebody who may not do everything: root reads and writes whatever the permissions say. */
const nobody = { uid: 65534, gid: 65534, cwd: '/' };
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('for a user without permissions (needs root to become one)', () => {
  it('an output that may not be written is refused, and nothing is half-written', async () => {
    const out = await place('locked-away');
    await chmod(folder, 0o755);
    await chmod(out, 0o555);
    const words = ['train', code, '--out', path.join(out, 'm.onnx'), '--epochs', '1', '--json', ...tinyNetwork];
    expectFailure(await new Command(words, nobody).outcome, 4, 'output-unwritable', /permission denied/);
    expect(await readdir(out)).toEqual([]);
  });

  it('an unreadable file is left out and counted, an unreadable folder is refused', async () => {
    const [out, mixed] = [await place('unreadable-out'), await place('unreadable')];
    await chmod(folder, 0o755);
    await cp(code, mixed, { recursive: true });
    await writeFile(path.join(mixed, 'private.ts'), 'export const x = 1;\n'.repeat(100), { mode: 0o000 });
    await chmod(out, 0o777);
    const words = ['train', mixed, '--out', path.join(out, 'm.onnx'), '--epochs', '0.1', '--json', ...tinyNetwork];
    const outcome = await new Command(words, nobody).outcome;
    expect(outcome).toMatchObject({ status: 0 });
    const corpus = eventsOf(outcome).find(({ event }) => event === 'corpus');
    expect(corpus).toMatchObject({ leftOut: { unreadable: 1 } });
    await chmod(mixed, 0o000);
    expectFailure(await new Command(words, nobody).outcome, 3, 'folder-unreadable', /unreadable/);
    await chmod(mixed, 0o755);
  });
});

function mountTmpfs(at: string, kilobytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    // eslint-disable-next-line no-console
    console.warn('NOT TESTED: a full disk. It needs a small tmpfs, which only root may mount.');
    return false;
  }
}

describe('a full disk', () => {
  it('is told, and leaves the last good checkpoint and nothing half-written', async (context) => {
    const out = await place('small-disk');
    if (!mountTmpfs(out, 400)) context.skip();
    try {
      const words = ['train', code, '--out', path.join(out, 'm.onnx'), '--epochs', '3', '--json', ...tinyNetwork];
      const running = new Command([...words, '--checkpoint-seconds', '0']);
      await running.printed('"event":"checkpoint"');
      // Whatever is free now is taken, so that the next checkpoint finds no room.
      await writeFile(path.join(out, 'filler'), Buffer.alloc(2 ** 20)).catch(() => undefined);
      expectFailure(await running.outcome, 4, 'disk-full', /disk is full/i);
      const left = (await readdir(out)).filter((name) => name !== 'filler');
      expect(left.filter((name) => !/^m\.onnx\.checkpoint(\.previous)?$/.test(name))).toEqual([]);
      for (const name of left) {
        expect(decodeCheckpoint(await readFile(path.join(out, name)))).toHaveProperty('state');
      }
      expect(left.length).toBeGreaterThan(0);
      await rm(path.join(out, 'filler'));
      expect(await housestyle(...words, '--resume')).toMatchObject({ status: 0 });
      expect(await readdir(out)).toEqual(['m.onnx', 'm.onnx.sources']);
    } finally {
      execFileSync('umount', [out]);
    }
  });
});

describe('a stopped run', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends on %s with status %d and a whole checkpoint', async (signal, status) => {
    const out = path.join(await place(signal), 'm.onnx');
    const running = new Command(['train', code, '--out', out, '--epochs', '1000', '--json', ...tinyNetwork]);
    await running.printed('"event":"step"');
    running.kill(signal);
    expectFailure(await running.outcome, status, 'interrupted', /--resume/);
    expect(await readdir(path.dirname(out))).toEqual(['m.onnx.checkpoint', 'm.onnx.checkpoint.previous']);
    expect(decodeCheckpoint(await readFile(`${out}.checkpoint`))).toHaveProperty('state');
  });

  it('cannot go on with other options, with changed files, or from two damaged checkpoints', async () => {
    const out = path.join(await place('changed'), 'm.onnx');
    const files = await place('changing-code');
    await cp(code, files, { recursive: true });
    const words = ['train', files, '--out', out, '--epochs', '1000', '--json', ...tinyNetwork];
    const running = new Command(words);
    await running.printed('"event":"step"');
    running.kill('SIGINT');
    await running.outcome;

    const resume = ['train', files, '--out', out, '--resume', '--json'];
    expectFailure(await housestyle(...resume, '--hidden', '17'), 5, 'checkpoint-mismatch', /hidden 16, not 17/);
    await writeFile(path.join(files, 'added.ts'), 'export const added = true;\n'.repeat(20));
    expectFailure(await housestyle(...resume), 5, 'checkpoint-mismatch', /have changed/);
    await rm(path.join(files, 'added.ts'));
    for (const name of [`${out}.checkpoint`, `${out}.checkpoint.previous`]) await truncate(name, 1000);
    expectFailure(await housestyle(...resume), 5, 'checkpoint-damaged', /cut short/);
  });

  it('keeps its output to itself while it runs', async () => {
    const out = path.join(await place('twice'), 'm.onnx');
    const words = ['train', code, '--out', out, '--epochs', '1000', '--json', ...tinyNetwork];
    const running = new Command(words);
    await running.printed('"event":"step"');
    expectFailure(await housestyle(...words), 4, 'output-locked', /m\.onnx/);
    running.kill('SIGINT');
    expect(await running.outcome).toMatchObject({ status: 130 });
  });
});

describe('a model file', () => {
  it.each(['evaluate', 'complete', 'generate'])('that does not exist is refused by %s', async (command) => {
    const words = {
      evaluate: [code],
      complete: ['--file', __filename, '--line', '1', '--column', '1'],
      generate: ['--path', 'a.ts'],
    };
    const missing = path.join(folder, 'missing.onnx');
    const outcome = await housestyle(command, missing, ...words[command as keyof typeof words], '--json');
    expectFailure(outcome, 6, 'model-not-found', /missing\.onnx/);
  });

  it('that was cut short is refused', async () => {
    const cut = path.join(folder, 'cut.onnx');
    const bytes = await readFile(model);
    await writeFile(cut, bytes.subarray(0, bytes.length >> 1));
    expectFailure(await housestyle('evaluate', cut, code, '--json'), 6, 'model-damaged', /cut\.onnx/);
  });

  it('whose held-out files are not in the folder is not measured there', async () => {
    const other = await place('other-code');
    await writeFile(path.join(other, 'a.ts'), 'export const a = 1;\n'.repeat(100));
    expectFailure(await housestyle('evaluate', model, other, '--json'), 7, 'file-not-found', /held-out/);
  });
});

describe('a request', () => {
  const file = import.meta.filename;

  it.each([
    ['0', '1'],
    ['1', '0'],
    ['-3', '1'],
    ['100000', '1'],
    ['1', '5000'],
  ])('at line %s, column %s outside the file is refused', async (line, column) => {
    const outcome = await housestyle('complete', model, '--file', file, '--line', line, '--column', column, '--json');
    expectFailure(outcome, 7, 'position-outside-file', /outside/);
  });

  it('in a file that does not exist is refused', async () => {
    const words = ['--file', path.join(folder, 'none.ts'), '--line', '1', '--column', '1', '--json'];
    expectFailure(await housestyle('complete', model, ...words), 7, 'file-not-found', /none\.ts/);
  });

  it('to say where a suggestion was seen, in a folder that does not exist, is refused even where nothing is suggested', async () => {
    const words = ['--file', file, '--line', '1', '--column', '3', '--folder', path.join(folder, 'nowhere'), '--json'];
    expectFailure(await housestyle('complete', model, ...words), 3, 'folder-not-found', /nowhere/);
  });

  it.each([
    ['--temperature', '-1'],
    ['--max-characters', '-1'],
    ['--top-p', '2'],
    ['--path', ' '],
  ])('to generate with %s %s is refused', async (option, value) => {
    const outcome = await housestyle('generate', model, '--path', 'a.ts', option, value, '--json');
    expectFailure(outcome, 2, 'usage', /must/);
  });

  it.each([
    ['../outside.ts', 'path-outside-folder', 7, []],
    ['b.ts', 'path-taken', 7, []],
    ['c.ts', 'file-not-found', 7, ['--like', 'nowhere.ts']],
    ['c.ts', 'usage', 2, ['--faithful', '2']],
    ['c.ts', 'prompt-too-long', 7, ['--prompt', 'x'.repeat(20_001)]],
  ])('to generate %s in a folder is refused as %s', async (file, code, status, words) => {
    const sources = path.join(folder, 'to-generate');
    await mkdir(sources, { recursive: true });
    await writeFile(path.join(sources, 'b.ts'), 'export const b = 1;\n');
    const outcome = await housestyle('generate', model, '--folder', sources, '--path', file, ...words, '--json');
    expectFailure(outcome, status, code, /./);
  });

  it('to generate in a folder that is empty is refused', async () => {
    const empty = path.join(folder, 'empty-to-generate');
    await mkdir(empty, { recursive: true });
    const outcome = await housestyle('generate', model, '--folder', empty, '--path', 'a.ts', '--json');
    expectFailure(outcome, 3, 'nothing-to-train-on', /empty/);
  });

  it('without a command, or with one that does not exist, is told how to get help', async () => {
    expect(await housestyle()).toMatchObject({ status: 2 });
    expectFailure(await housestyle('tarin', '--json'), 2, 'usage', /tarin/);
  });
});

describe('help', () => {
  it.each([[], ['train'], ['evaluate'], ['complete'], ['generate'], ['devices']])('%s --help', async (...words) => {
    const outcome = await housestyle(...words, '--help');
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toMatch(/Usage: housestyle/);
  });

  it.each([
    ['--help', 0],
    ['--no-such-option', 1],
  ])('npm start -- %s', async (option, status) => {
    const start = await execa('node_modules/.bin/tsx', ['scripts/start.ts', option], { cwd: root, reject: false });
    expect(start.exitCode).toBe(status);
    expect(start.stdout).toMatch(status === 0 ? /--minutes/ : /^$/);
    expect(start.stderr).toMatch(status === 0 ? /^$/ : /^error: unknown option '--no-such-option'$/);
  });
});

describe('a reader that goes away', () => {
  it('ends a command quietly', () => {
    const command = `node dist/housestyle.cjs generate ${model} --path a.ts --max-characters 20000 | head -c 10`;
    const told = execFileSync('bash', ['-c', `set -o pipefail; ${command} 2>&1 >/dev/null; exit 0`]).toString();
    expect(told).not.toMatch(/EPIPE|Error/);
  });

  it('does not end a training', async () => {
    const out = path.join(await place('no-reader'), 'm.onnx');
    const words = ['train', code, '--out', out, '--epochs', '0.3', '--json', ...tinyNetwork].join(' ');
    execFileSync('bash', ['-c', `node dist/housestyle.cjs ${words} | head -n 1`]);
    await expect.poll(() => readdir(path.dirname(out)), { timeout: 60_000 }).toEqual(['m.onnx', 'm.onnx.sources']);
  });
});
