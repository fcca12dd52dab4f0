import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { sameArrays } from '@house-style/training/checkpoint/format';
import { Command, housestyle, smallCodeBase, tinyNetwork } from '../command-line';

let folder: string;
let code: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'resume-'));
  code = await smallCodeBase(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function weights(model: string) {
  return parametersOf(await readModelFile(model));
}

describe('a run', () => {
  const args = (out: string, ...more: string[]) => ['train', code, '--out', out, '--json', ...tinyNetwork, ...more];

  it('gives the same weights for the same seed, and others for another', async () => {
    const models = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.onnx`));
    for (const [index, model] of models.entries()) {
      const outcome = await housestyle(
        ...args(model, '--epochs', '1', '--dropout', '0.2', '--seed', index < 2 ? '5' : '6'),
      );
      expect(outcome).toMatchObject({ status: 0 });
    }
    const [a, b, c] = await Promise.all(models.map(weights));
    expect(sameArrays(a!, b!)).toBe(true);
    expect(sameArrays(a!, c!)).toBe(false);
  });

  it('that was stopped goes on where it was and ends as it would have', async () => {
    const [straight, stopped] = ['straight', 'stopped'].map((name) => path.join(folder, `${name}.onnx`)) as [
      string,
      string,
    ];
    const options = ['--epochs', '10', '--seed', '9'];
    expect(await housestyle(...args(straight, ...options))).toMatchObject({ status: 0 });
    const running = new Command(args(stopped, ...options));
    await running.printed('"event":"step"');
    running.kill('SIGTERM');
    expect(await running.outcome).toMatchObject({ status: 143 });
    // The checkpoint knows all options.
    const resumed = await housestyle(
      'train',
      code,
      '--out',
      stopped,
      '--resume',
      '--json',
      '--device',
      'cpu',
      '--threads',
      '1',
    );
    expect(resumed).toMatchObject({ status: 0 });
    expect(sameArrays(await weights(straight), await weights(stopped))).toBe(true);
  });
});
