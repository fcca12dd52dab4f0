/** The extension's set-up of TensorFlow, with the real command line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeWithTensorflow } from '@house-style/training/testing/if-set-up';
import { tensorflowFolder } from '@house-style/training/engines/tensorflow/installation';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GpuSetup } from '../../src/gpu-setup/gpu-setup';
import { tensorflowEnvironment } from '../../src/gpu-setup/installation';
import type { Log } from '../../src/log';

const housestyle = path.resolve(import.meta.dirname, '../../dist/housestyle.cjs');
const never = new AbortController().signal;

let folder: string;
let told: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-gpu-setup-'));
  told = [];
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

function gpuSetup(into: string): GpuSetup {
  const say = (message: string): void => void told.push(message);
  const log: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  return new GpuSetup(housestyle, into, log);
}

it('tells in the command’s own words what it lacks, and leaves nothing that would be used', async () => {
  const into = path.join(folder, 'tensorflow');
  const setup = gpuSetup(into).run(['--libtensorflow', '/nowhere'], () => undefined, never);
  await expect(setup).rejects.toMatchObject({ code: 'setup-failed' });
  expect(tensorflowEnvironment(into)).toEqual({});
});

it('can be stopped while something is fetched', async () => {
  const controller = new AbortController();
  const into = path.join(folder, 'tensorflow');
  const setup = gpuSetup(into).run(['--cpu', '--from-wheel'], () => controller.abort(), controller.signal);
  await expect(setup).rejects.toMatchObject({ code: 'interrupted' });
});

it('is found by a training once it is whole', async () => {
  await writeFile(path.join(folder, 'installation.json'), '{}');
  expect(tensorflowEnvironment(folder)).toEqual({ HOUSE_STYLE_TENSORFLOW: folder });
});

describeWithTensorflow('a set-up that is there already', () => {
  it('is proved again, with progress, and its devices are measured', async () => {
    const setup = gpuSetup(tensorflowFolder());
    const progress: string[] = [];
    await setup.run(['--cpu', '--from-wheel'], (text) => progress.push(text), never);
    expect(progress.at(-1)).toContain('Proving it');
    const devices = await setup.devices(never);
    for (const engine of ['onnxruntime', 'tensorflow']) {
      const cpu = devices.find((report) => report.engine === engine && report.device === 'cpu');
      expect(cpu).toMatchObject({ usable: true });
    }
  });
});
