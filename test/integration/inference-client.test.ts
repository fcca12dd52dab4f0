/** The client with the real inference process, which is ended and halted as a system does it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import { chainModel, metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';
import type { Log } from '../../src/log';
import { InferenceClient, type InferenceState } from '../../src/inference/client';
import { CurrentModel } from '../../src/inference/current-model';
import { forkInferenceProcess, type StartInferenceProcess } from '../../src/inference/inference-process';

// Where the bundle finds the runtime that it leaves out, as it does when it is shipped.
const script = path.resolve(import.meta.dirname, '../../node_modules/.cache/inference-client-test/main.cjs');
const chain = 'qwerty';
const text = 'qwe';
let folder: string;
let client: InferenceClient;
let model: CurrentModel;
let pid: number;
let log: string[];
let listening: Log;
let start: StartInferenceProcess;

const noSignal = new AbortController().signal;
// What the models here have learned is short.
const preferences = { acceptance: 0.6, multiLine: true, frequency: 'eager' } as const;
const complete = () =>
  client.complete({ document: 'd', version: 1, offset: text.length, trigger: 'automatic', preferences }, noSignal);
const stateIs = (kind: InferenceState['kind']) =>
  expect.poll(() => client.state.value.kind, { timeout: 10_000 }).toBe(kind);

beforeAll(async () => {
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../inference/main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
  });
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-client-'));
  const { metadata, parameters } = chainModel(chain);
  await writeModelFile(modelFile('good'), metadata, parameters);
  const network = networkOf({});
  await writeModelFile(modelFile('other'), metadataFor(network), randomParameters(network));
  await writeFile(modelFile('damaged'), 'no model');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  log = [];
  const say = (message: string): void => void log.push(message);
  listening = { trace: say, debug: say, info: say, warn: say, error: say };
  const fork = forkInferenceProcess(script);
  start = (listener) => {
    const started = fork(listener);
    pid = started.pid!;
    return started;
  };
  client = new InferenceClient(start, listening);
  model = new CurrentModel(client, listening);
  client.onStart(() => client.tell({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text }));
  client.start();
  await stateIs('ready');
});
afterEach(() => {
  model.dispose();
  client.dispose();
});

function modelFile(name: string): string {
  return path.join(folder, `${name}.onnx`);
}

it('suggests with the model that it was given', async () => {
  expect(await complete()).toEqual({ kind: 'quiet', reason: 'no-model' });
  await model.use(modelFile('good'));
  expect(await complete()).toMatchObject({
    kind: 'shown',
    candidates: [{ text: expect.stringMatching(/^rty/) as string }],
  });
});

it('comes back by itself after a crash, with documents and model', async () => {
  await model.use(modelFile('good'));
  const before = await complete();
  const first = pid;
  const asked = complete();
  process.kill(first, 'SIGKILL');
  expect(await asked).toMatchObject({ kind: 'failed', message: expect.stringContaining('started again') as string });
  await stateIs('restarting');
  expect(log.join('\n')).toContain('signal SIGKILL');
  await stateIs('ready');
  expect(pid).not.toBe(first);
  await expect.poll(complete, { timeout: 10_000 }).toEqual(before);
  expect(model.state.value.kind).toBe('loaded');
});

it('keeps the model in use when the next one is refused, and says why', async () => {
  await model.use(modelFile('good'));
  const before = await complete();
  expect(await model.use(modelFile('damaged'))).toMatchObject({ kind: 'failed', path: modelFile('damaged') });
  expect(model.state.value).toMatchObject({ kind: 'loaded', model: { path: modelFile('good') } });
  expect(await complete()).toEqual(before);
});

it('says what is wrong with the only model', async () => {
  await model.use(modelFile('missing'));
  expect(model.state.value).toMatchObject({ kind: 'failed', failure: { code: 'model-not-found' } });
});

it('swaps models without a restart', async () => {
  await model.use(modelFile('good'));
  const first = pid;
  await model.use(modelFile('other'));
  expect(model.state.value).toMatchObject({ kind: 'loaded', model: { path: modelFile('other') } });
  expect(pid).toBe(first);
});

it('lets the network adapt or not, as its settings say, and forget what it learned', async () => {
  let adapt = true;
  const adaptable = new CurrentModel(client, listening, () => ({ device: 'cpu', adapt }));
  await adaptable.use(modelFile('other'));
  await expect.poll(() => log.join('\n')).toContain('It adapts to the files being edited.');
  adapt = false;
  await adaptable.reload();
  await expect.poll(() => log.join('\n')).toContain('It does not adapt to the files being edited.');
  client.tell({ kind: 'reset' });
  await expect.poll(() => log.join('\n')).toContain('What was learned from editing is forgotten.');
  adaptable.dispose();
});

it('ends what is cancelled at once, even where the process is silent', async () => {
  await model.use(modelFile('good'));
  process.kill(pid, 'SIGSTOP');
  const cancellation = new AbortController();
  const asked = client.complete({ document: 'd', version: 1, offset: 0, trigger: 'automatic' }, cancellation.signal);
  cancellation.abort();
  expect(await asked).toEqual({ kind: 'cancelled' });
});

it('does not wait for a process that hangs, and replaces it', async () => {
  const impatient = new InferenceClient(start, listening, {
    completion: 200,
    silence: 600,
    load: 60_000,
    generation: 600,
  });
  impatient.start();
  await expect.poll(() => impatient.state.value.kind, { timeout: 10_000 }).toBe('ready');
  const hanging = pid;
  process.kill(hanging, 'SIGSTOP');
  const asked = impatient.complete({ document: 'd', version: 1, offset: 0, trigger: 'automatic' }, noSignal);
  expect(await asked).toMatchObject({ kind: 'failed', code: 'internal' });
  await expect.poll(() => pid, { timeout: 10_000 }).not.toBe(hanging);
  await expect.poll(() => impatient.state.value.kind, { timeout: 10_000 }).toBe('ready');
  expect(log.join('\n')).toContain('does not answer');
  impatient.dispose();
});

it('keeps a healthy process through a sleep of the machine, whatever was asked before', async () => {
  await model.use(modelFile('good'));
  const before = await complete();
  const healthy = pid;
  // Both sleep: the process does not answer meanwhile, and then the clock is an hour on.
  process.kill(healthy, 'SIGSTOP');
  const asked = complete();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  try {
    const atWaking = complete();
    process.kill(healthy, 'SIGCONT');
    expect(await Promise.all([asked, atWaking, complete()])).toEqual([before, before, before]);
  } finally {
    vi.useRealTimers();
  }
  expect(pid).toBe(healthy);
  expect(log.join('\n')).not.toContain('does not answer');
});

it('hands over a generated file, and how it ended', async () => {
  await model.use(modelFile('good'));
  let written = '';
  const request = { path: 'b.ts', prompt: 'qwe', faithful: 0.8, seed: 1, maximumCharacters: 30 };
  const file = await client.generate(request, (piece) => (written += piece), noSignal);
  expect(file).toMatchObject({ end: 'end-of-file', text: 'qwerty', follows: null });
  expect(written).toBe('qwerty');
});

it('refuses to generate without a model, in words', async () => {
  const request = { path: 'b.ts', prompt: '', faithful: 0, seed: 1, maximumCharacters: 30 };
  await expect(client.generate(request, () => undefined, noSignal)).rejects.toMatchObject({ code: 'model-not-found' });
});

it('ends its process when it is disposed', async () => {
  const ended = pid;
  client.dispose();
  await expect.poll(() => isAlive(ended)).toBe(false);
});

function isAlive(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch {
    return false;
  }
}
