/**
 * Nothing leaves the machine, and nothing is kept outside the folders that the product names: what it runs is watched by
 * the kernel's word. The runtime that it uses reports home where it is not told not to, and not where a `CI` is set, so
 * nothing of this process's environment is passed on; that the watch sees a report is part of the test.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tensorflowFolder } from '@house-style/training/engines/tensorflow/installation';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import { describeWithTensorflow } from '@house-style/training/testing/if-set-up';
import { npmInstall } from '@house-style/training/tensorflow-setup/set-up';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, smallCodeBase, tinyNetwork } from '../command-line';
import { type Seen, seenIn, traced, whyNotTraced } from '../trace';

const whyNot = whyNotTraced();
if (whyNot !== undefined) process.stderr.write(`\nskipped: that nothing leaves the machine: ${whyNot}\n\n`);
// Where the checks run as a whole they fail instead of being skipped; other systems have no such watch.
const isSkipped = whyNot !== undefined && (process.env['CI'] === undefined || process.platform !== 'linux');

const dist = path.join(root, 'dist');
const housestyle = path.join(dist, 'housestyle.cjs');
const library = path.join(dist, 'node_modules/onnxruntime-node');
const pretrained = path.join(dist, 'pretrained.onnx');

let folder: string;
let code: string;
/** All that runs here is told to write here. */
let named: string;
let model: string;

beforeAll(async () => {
  if (isSkipped) return;
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-watched-'));
  code = await smallCodeBase(folder);
  named = path.join(folder, 'named');
  model = path.join(named, 'model.onnx');
  for (const name of ['named', 'home', 'temporary']) await mkdir(path.join(folder, name));
});
afterAll(async () => {
  if (!isSkipped) await rm(folder, { recursive: true, force: true });
});

/** What a program needs of an environment, with everything fresh that it might write to. */
function environment(further: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inHome = (name: string): string => path.join(folder, 'home', name);
  return {
    PATH: process.env['PATH'],
    HOME: path.join(folder, 'home'),
    TMPDIR: path.join(folder, 'temporary'),
    XDG_CACHE_HOME: inHome('cache'),
    XDG_CONFIG_HOME: inHome('config'),
    XDG_DATA_HOME: inHome('data'),
    XDG_STATE_HOME: inHome('state'),
    ...further,
  };
}

const traceOf = (name: string): string => path.join(folder, `${name}.trace`);

interface Watched {
  readonly status: number | null;
  readonly errors: string;
}

async function watched(name: string, args: readonly string[], further: NodeJS.ProcessEnv = {}): Promise<Watched> {
  const [program, ...rest] = traced(traceOf(name), process.execPath, ...args);
  const child = spawn(program, rest, { cwd: named, env: environment(further), stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, errors };
}

function isIn(place: string, file: string): boolean {
  return file === place || file.startsWith(place + path.sep);
}

/** Fails on whatever leaves the machine, or is written where nobody was told. */
async function expectQuiet(name: string, { usesRuntime = true } = {}): Promise<void> {
  const { network, written, opened } = await seenIn(traceOf(name));
  expect(network).toEqual([]);
  expect(written.filter((file) => !isIn(named, file))).toEqual([]);
  // What was watched did what would report.
  expect(opened.some((file) => file.includes('libonnxruntime'))).toBe(usesRuntime);
}

/** What is seen of a process that uses the runtime as anybody would who has not read what it does. */
async function seenReporting(): Promise<Pick<Seen, 'network' | 'written'>> {
  const script = `
    const { InferenceSession } = require(${JSON.stringify(library)});
    void InferenceSession.create(${JSON.stringify(pretrained)});
    process.stdin.on('end', () => process.exit()).resume();
  `;
  const [program, ...rest] = traced(traceOf('reporting'), process.execPath, '-e', script);
  const child = spawn(program, rest, { cwd: named, env: environment(), stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(child, 'close');
  for (;;) {
    await delay(200);
    const seen = await seenIn(traceOf('reporting')).catch(() => ({ network: [], written: [] }));
    if (seen.network.length === 0 && child.exitCode === null) continue;
    child.stdin.end();
    await ended;
    return seen;
  }
}

describe.skipIf(isSkipped)('nothing leaves the machine', () => {
  it('by the inference process, while the runtime as it comes looks a name up and leaves an identifier', async () => {
    const corpusPath = path.join(named, 'corpus.jsonl');
    const gathered = await watched('corpus', [housestyle, 'corpus', code, '--out', corpusPath]);
    expect(gathered).toMatchObject({ status: 0 });
    await expectQuiet('corpus', { usesRuntime: false });

    const [strace, ...args] = traced(traceOf('inference'), process.execPath);
    const options = { execPath: strace, execArgv: args, cwd: named, env: environment() };
    const child = fork(path.join(dist, 'inference-process.cjs'), [], { ...options, serialization: 'advanced' });
    const ended = once(child, 'exit');
    const received: Response[] = [];
    child.on('message', (message) => received.push(message as Response));
    const tell = (request: Request): boolean => child.send(request);
    const answered = (kind: Response['kind']) =>
      expect.poll(() => received.map((response) => response.kind), { timeout: 60_000 }).toContain(kind);
    await answered('ready');
    tell({
      kind: 'workspace',
      corpusPath,
      tablesPath: path.join(named, 'tables'),
      pretrained: { modelPath: pretrained, adapt: true },
    });
    tell({ kind: 'load', id: 1, modelPath: pretrained, device: 'auto', adapt: true });
    await answered('loaded');
    // Begun after, so that the inference process had the time to report as well; and seen, so that it would have been.
    const report = seenReporting();
    tell({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text: 'export function ' });
    tell({ kind: 'complete', id: 2, document: 'd', version: 1, offset: 16, trigger: 'invoke' });
    await answered('completed');
    tell({ kind: 'generate', id: 3, path: 'b.ts', prompt: '', faithful: 0.5, seed: 1, maximumCharacters: 100 });
    await answered('generated');
    const { network, written } = await report;
    expect(network.join('\n')).toContain('AF_INET');
    expect(written).toContain(path.join(folder, 'home/cache/Microsoft/DeveloperTools/.onnxruntime/deviceid'));
    child.disconnect();
    await ended;
    await expectQuiet('inference');
  });

  it('by a training', async () => {
    const args = ['--minutes', '0.2', ...tinyNetwork];
    expect(await watched('train', [housestyle, 'train', code, '--out', model, ...args])).toMatchObject({ status: 0 });
    await expectQuiet('train');
  });

  it.each([
    ['evaluate', (): string[] => [model, code, '--replay', '--files', '1', '--json']],
    ['complete', (): string[] => [model, '--file', path.join(code, 'isArrayLike.ts'), '--line', '1', '--column', '8']],
    ['generate', (): string[] => [model, '--path', 'b.ts', '--max-characters', '200']],
    ['inspect', (): string[] => [model, path.join(code, 'isArrayLike.ts'), '--unit', '1', '--json']],
    ['devices', (): string[] => []],
  ] as const)('by `housestyle %s`', async (command, args) => {
    expect(await watched(command, [housestyle, command, ...args()])).toMatchObject({ status: 0 });
    await expectQuiet(command);
  });

  it('by `housestyle score`, which runs no network', async () => {
    expect(await watched('score', [housestyle, 'score', '--folder', code])).toMatchObject({ status: 0 });
    await expectQuiet('score', { usesRuntime: false });
  });

  it('by npm as the set-up of TensorFlow runs it, beside the packages that it fetches', async () => {
    const nothing = path.join(named, 'nothing');
    await mkdir(nothing);
    await writeFile(path.join(nothing, 'package.json'), '{ "private": true }');
    const [program, ...args] = traced(traceOf('npm'), 'npm', ...npmInstall);
    const child = spawn(program, args, { cwd: nothing, env: environment(), stdio: 'ignore' });
    expect(await once(child, 'close')).toEqual([0, null]);
    const { network, written } = await seenIn(traceOf('npm'));
    expect(network).toEqual([]);
    // Its own cache and logs.
    const places = [nothing, path.join(folder, 'home/.npm')];
    expect(written.filter((file) => !places.some((place) => isIn(place, file)))).toEqual([]);
  });

  describeWithTensorflow('by TensorFlow', () => {
    it('while it trains', async () => {
      const args = ['--engine', 'tensorflow', '--epochs', '2', ...tinyNetwork];
      const out = path.join(named, 'by-tensorflow.onnx');
      const installed = { HOUSE_STYLE_TENSORFLOW: tensorflowFolder() };
      const training = await watched('tensorflow', [housestyle, 'train', code, '--out', out, ...args], installed);
      expect(training).toMatchObject({ status: 0 });
      await expectQuiet('tensorflow');
    });
  });
});
