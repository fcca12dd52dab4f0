/** Every program refuses to load ONNX Runtime where its telemetry cannot be turned off. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { telemetryOff } from '@house-style/protocol/runtime-telemetry';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeEnvironment } from '../../src/node-runtime';
import { Command, root, smallCodeBase, tinyNetwork } from '../command-line';

const dist = path.join(root, 'dist');
const pretrained = path.join(dist, 'pretrained.onnx');
const [variable] = Object.keys(telemetryOff) as [string];
let folder: string;
let code: string;
/** Loaded before a program, it keeps the variable from being set. */
let withoutSwitch: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-switch-'));
  code = await smallCodeBase(folder);
  withoutSwitch = path.join(folder, 'without-switch.cjs');
  const name = JSON.stringify(variable);
  await writeFile(
    withoutSwitch,
    `delete process.env[${name}];
     const defineProperty = (to, key, what) => key === ${name} || Reflect.defineProperty(to, key, what);
     const set = (to, key, value) => key === ${name} || Reflect.set(to, key, value);
     process.env = new Proxy(process.env, { set, defineProperty });\n`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

describe('where the telemetry cannot be turned off', () => {
  it.each([
    ['train', () => [code, '--out', path.join(folder, 'out.onnx'), '--epochs', '1', ...tinyNetwork]],
    ['evaluate', () => [pretrained, code]],
    ['complete', () => [pretrained, '--file', path.join(code, 'isArrayLike.ts'), '--line', '1', '--column', '8']],
    ['generate', () => [pretrained, '--path', 'a.ts']],
    ['inspect', () => [pretrained, path.join(code, 'isArrayLike.ts')]],
  ] as const)('`housestyle %s` fails with a sentence', async (command, args) => {
    const options = { env: { ...process.env, NODE_OPTIONS: `--require ${withoutSwitch}` } };
    const { status, stderr } = await new Command([command, ...args()], options).outcome;
    expect(stderr).toContain(`set ${variable}=1 in the environment`);
    expect(status).toBe(8);
  });

  it('the inference process loads no model, and says why', async () => {
    const child = fork(path.join(dist, 'inference-process.cjs'), [], {
      execArgv: ['--require', withoutSwitch],
      serialization: 'advanced',
    });
    const ended = once(child, 'exit');
    const received: Response[] = [];
    child.on('message', (message) => received.push(message as Response));
    child.send({ kind: 'load', id: 1, modelPath: pretrained } satisfies Request);
    await expect
      .poll(() => received, { timeout: 30_000 })
      .toContainEqual(expect.objectContaining({ id: 1, code: 'telemetry-not-off' }));
    child.disconnect();
    await ended;
  });

  it('a worker thread does, whose environment is its own', async () => {
    const load = `require(${JSON.stringify(path.join(dist, 'housestyle.cjs'))})`;
    const argv = ['generate', pretrained, '--path', 'a.ts'];
    const worker = new Worker(load, { eval: true, argv, env: { PATH: process.env['PATH'] }, stderr: true });
    let errors = '';
    worker.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    await once(worker, 'exit');
    expect(errors).toContain(`set ${variable}=1 in the environment`);
  });
});

it('is turned off in all that the extension starts, and in tests', () => {
  expect(nodeEnvironment()).toMatchObject(telemetryOff);
  expect(process.env).toMatchObject(telemetryOff);
});
