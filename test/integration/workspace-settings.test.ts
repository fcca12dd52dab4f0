/** What a workspace says stays what it is on its way to the real command line: never an option, a path or a program. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCorpusFile } from '@house-style/protocol/corpus-file';
import { writeFolder } from '@house-style/corpus/testing/write-folder';
import { InferenceClient } from '../../src/inference/client';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { Command, housestyle, type Outcome, root, smallCodeBase, tinyNetwork } from '../command-line';

const dist = path.join(root, 'dist/housestyle.cjs');
const code = 'export const answer = 42;\n';
let storage: string;
let log: string[];

beforeEach(async () => {
  storage = path.join(await mkdtemp(path.join(os.tmpdir(), 'house-style-settings-')), 'storage');
  log = [];
});
afterEach(() => rm(path.dirname(storage), { recursive: true }));

/** Gathers a folder's code as the extension does. */
async function gather(folder: string, exclude: readonly string[], program = dist, patience = 60_000): Promise<void> {
  const say = (message: string): void => void log.push(message);
  const listening: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  const client = new InferenceClient(() => {
    throw new Error('Nothing is asked of the inference process here.');
  }, listening);
  const limits = { patience, grace: 100 };
  const corpus = new WorkspaceCorpus(client, trainingStorage(storage), program, listening, () => undefined, limits);
  await corpus.gather({ folders: [{ folder, exclude }], near: [] });
  corpus.dispose();
}

async function gathered(): Promise<string[]> {
  return (await readCorpusFile(path.join(storage, 'corpus.jsonl'))).map(({ path }) => path).sort();
}

it('patterns that look like options are patterns', async () => {
  const folder = await writeFolder({
    'a.ts': code,
    '-build/b.ts': `${code}${code}`,
    '--json': '',
    'out/c.ts': `${code}// c`,
  });
  const victim = path.join(path.dirname(storage), '.bashrc');
  await writeFile(victim, 'mine');
  await gather(folder, [`--out=${victim}`, '-build/**', '--max-file-size=0.001', '--', '--help', '**/out']);
  expect(await readFile(victim, 'utf8')).toBe('mine');
  expect(log).toEqual([
    expect.stringContaining('There is one file alone'),
    expect.stringContaining('Code of the workspace, found in'),
  ]);
  expect(await gathered()).toEqual(['a.ts']);
});

it('gathering that is stuck is ended, and the log says so', async () => {
  const folder = await writeFolder({ 'a.ts': code, 'stuck.cjs': "process.on('SIGTERM', () => 0); for (;;);" });
  await gather(folder, [], path.join(folder, 'stuck.cjs'), 1200);
  expect(log).toEqual([expect.stringMatching(/could not be gathered: .*no progress for 1 seconds and was ended/)]);
});

it('patterns that no regular expression would end with cost nothing', async () => {
  const name = 'a'.repeat(200);
  const costly = `${'*a'.repeat(40)}b`;
  const folder = await writeFolder({ [`${name}.ts`]: code, '.gitignore': `${costly}\n${'**/a*/'.repeat(50)}b` });
  await gather(folder, [costly, `${'{a,aa}'.repeat(100)}b`, '+(+(a|aa))b'], dist, 6000);
  expect(await gathered()).toEqual(['.gitignore', `${name}.ts`]);
});

it.skipIf(process.platform === 'win32')(
  'what is gathered is for its owner alone, and nothing else is left',
  async () => {
    await gather(await writeFolder({ 'a.ts': code }), []);
    expect(await readdir(storage)).toEqual(['corpus.jsonl', 'corpus.verdicts']);
    expect((await stat(storage)).mode & 0o777).toBe(0o700);
    for (const file of await readdir(storage)) {
      expect((await stat(path.join(storage, file))).mode & 0o777).toBe(0o600);
    }
  },
);

it.skipIf(process.platform === 'win32')('all that a training writes is for its owner alone', async () => {
  const folder = path.join(storage, 'model');
  await mkdir(folder, { recursive: true });
  const code = await smallCodeBase(path.dirname(storage));
  const args = ['train', code, '--out', path.join(folder, 'm.onnx'), '--epochs', '2', '--json', ...tinyNetwork];
  const running = new Command([...args, '--checkpoint-seconds', '0']);
  await running.printed('"event":"checkpoint"');
  const during = await modesIn(folder);
  expect(await running.outcome).toMatchObject({ status: 0 });
  const after = await modesIn(folder);
  expect(Object.keys(during).length).toBeGreaterThan(2);
  expect(Object.keys(after)).toEqual(['m.onnx', 'm.onnx.sources']);
  for (const [name, mode] of Object.entries({ ...during, ...after })) {
    expect({ name, others: mode & 0o077 }).toEqual({ name, others: 0 });
  }
});

/** Modes of what stands in a folder; what goes meanwhile is left out. */
async function modesIn(folder: string): Promise<Record<string, number>> {
  const entries = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const status = await stat(path.join(folder, name)).catch(() => undefined);
      return status === undefined ? [] : [[name, status.mode] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}

it.skipIf(process.platform === 'win32')('names cannot make the terminal do anything', async () => {
  const name = 'id_rsa\x1b]0;owned\x07\x9b2J\u202e';
  const folder = await writeFolder({ 'a.ts': code, [`${name}/.env`]: 'PASSWORD=x' });
  for (const args of [
    ['corpus', folder],
    ['corpus', folder, '--json'],
    ['corpus', path.join(folder, name, 'none')],
  ]) {
    const { stdout, stderr } = await housestyle(...args);
    expect(stdout + stderr).toContain('id_rsa\\u001b]0;owned\\u0007\\u009b2J\\u202e');
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  }
});

function expectUsage(outcome: Outcome, sentence: RegExp): void {
  expect(outcome.status).toBe(2);
  const { error, code, message } = JSON.parse(outcome.stdout) as Record<string, unknown> & {
    error?: { code: string; message: string };
  };
  const told = error ?? { code, message };
  expect(told).toMatchObject({ code: 'usage', message: expect.stringMatching(sentence) as string });
}

/** The command line with this on standard input. */
async function given(command: string, input: string): Promise<Outcome> {
  const running = new Command([command, '--options-from-stdin', '--json'], { stdin: 'pipe' });
  running.give(input);
  return running.outcome;
}

function folders(...some: readonly object[]): string {
  return JSON.stringify({ folders: some.map((one) => ({ folder: '/', exclude: [], ...one })) });
}

it.each([
  ['nothing', '', /one JSON object/],
  ['no JSON', 'folder', /one JSON object/],
  ['no folder', '{}', /folder/],
  ['a folder that is no text', folders({ folder: 7 }), /folders\.0\.folder/],
  ['a null character in a path', folders({ folder: 'a\0b' }), /null character/],
  ['an option that there is none of', folders({ engine: 'x' }), /engine/],
  ['a pattern that is no text', folders({ exclude: [true] }), /exclude\.0/],
  ['a pattern longer than any path', folders({ exclude: ['*a'.repeat(501)] }), /exclude\.0/],
  ['patterns without end', folders({ exclude: new Array(1001).fill('a') }), /exclude/],
  ['a name with a slash in it', folders({ name: 'a/b' }), /slash/],
  ['two folders that are called the same', folders({ name: 'a' }, { name: 'a' }), /called the same/],
])('the command line refuses %s', async (_name, input, sentence) => {
  expectUsage(await given('corpus', input), sentence);
});

it.each([
  ['minutes beyond the range', { minutes: 1e9 }, /minutes/],
  ['minutes that are no number', { minutes: '--epochs=1' }, /minutes/],
  ['a device that there is none of', { device: '--engine' }, /device/],
  ['no model to write', { out: undefined }, /out/],
])('a training refuses %s', async (_name, wrong, sentence) => {
  const request = { folders: [{ folder: storage, exclude: [] }], out: path.join(storage, 'm.onnx'), ...wrong };
  expectUsage(await given('train', JSON.stringify(request)), sentence);
});

it('terminal users give one pattern each time', async () => {
  const folder = await writeFolder({ 'a.ts': code, '-b.ts': `${code}// b`, 'c.ts': `${code}// c` });
  const told = await housestyle('corpus', '--exclude=-*', '--exclude', 'c.ts', '--json', '--', folder);
  expect(JSON.parse(told.stdout)).toMatchObject({ leftOut: { ignored: 2 } });
  const dashed = await housestyle('corpus', '--exclude', '--json', folder, '--json');
  expectUsage(dashed, /--exclude=/);
  expectUsage(await housestyle('corpus', '--json'), /Name the folder/);
});
