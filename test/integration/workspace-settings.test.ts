/** What a workspace says stays what it is on its way to the real command line: never an option, a path or a program. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCorpusFile } from '@house-style/protocol/corpus-file';
import { writeFolder } from '@house-style/corpus/testing/write-folder';
import { InferenceClient } from '../../src/inference/client';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { Command, housestyle, type Outcome, root } from '../command-line';

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
async function gather(folder: string, exclude: readonly string[]): Promise<void> {
  const say = (message: string): void => void log.push(message);
  const listening: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  const client = new InferenceClient(() => {
    throw new Error('Nothing is asked of the inference process here.');
  }, listening);
  const corpus = new WorkspaceCorpus(client, trainingStorage(storage), dist, listening, () => undefined);
  await corpus.gather({ folder, exclude, near: [] });
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
  expect(log).toEqual([expect.stringContaining('Code of the workspace, found in')]);
  expect(await gathered()).toEqual(['a.ts']);
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
  const running = new Command([command, '--options-from-stdin', '--json'], { stdio: ['pipe', 'pipe', 'pipe'] });
  running.give(input);
  return running.outcome;
}

it.each([
  ['nothing', '', /one JSON object/],
  ['no JSON', 'folder', /one JSON object/],
  ['no folder', '{}', /folder/],
  ['a folder that is no text', '{"folder":7}', /folder/],
  ['a null character in a path', '{"folder":"a\\u0000b"}', /null character/],
  ['an option that there is none of', '{"folder":"/","engine":"x"}', /engine/],
  ['a pattern that is no text', '{"folder":"/","exclude":[true]}', /exclude\.0/],
  ['a pattern longer than any path', JSON.stringify({ folder: '/', exclude: ['*a'.repeat(501)] }), /exclude\.0/],
  ['patterns without end', JSON.stringify({ folder: '/', exclude: new Array(1001).fill('a') }), /exclude/],
])('the command line refuses %s', async (_name, input, sentence) => {
  expectUsage(await given('corpus', input), sentence);
});

it.each([
  ['minutes beyond the range', { minutes: 1e9 }, /minutes/],
  ['minutes that are no number', { minutes: '--epochs=1' }, /minutes/],
  ['a device that there is none of', { device: '--engine' }, /device/],
  ['no model to write', { out: undefined }, /out/],
])('a training refuses %s', async (_name, wrong, sentence) => {
  const request = { folder: storage, out: path.join(storage, 'm.onnx'), ...wrong };
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
