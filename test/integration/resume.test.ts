import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { sameArrays } from '@house-style/training/checkpoint/format';
import { Command, housestyle, type Outcome, smallCodeBase, tinyNetwork } from '../command-line';

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

/** How often a run is killed: `HOUSE_STYLE_KILLS=100` for the long test. */
const kills = Number(process.env['HOUSE_STYLE_KILLS'] ?? 4);
/** Kills come until so many times after the start as a run takes to its first checkpoint. */
const livesToFirstCheckpoint = 2.5;
/** Enough that the run is not over before the last kill. */
const epochs = String(4 * kills);

describe('a run', () => {
  const words = (out: string, ...more: string[]) => ['train', code, '--out', out, '--json', ...tinyNetwork, ...more];

  it('gives the same weights for the same seed, and others for another', async () => {
    const models = ['a', 'b', 'c'].map((name) => path.join(folder, `${name}.onnx`));
    for (const [index, model] of models.entries()) {
      const outcome = await housestyle(
        ...words(model, '--epochs', '1', '--dropout', '0.2', '--seed', index < 2 ? '5' : '6'),
      );
      expect(outcome).toMatchObject({ status: 0 });
    }
    const [a, b, c] = await Promise.all(models.map(weights));
    expect(sameArrays(a!, b!)).toBe(true);
    expect(sameArrays(a!, c!)).toBe(false);
  });

  it(
    `that is killed ${kills} times ends with the weights of an undisturbed one, bit for bit`,
    { timeout: 3_600_000 },
    async () => {
      const undisturbed = path.join(folder, 'undisturbed.onnx');
      const options = ['--epochs', epochs, '--dropout', '0.1', '--checkpoint-seconds', '0.1'];
      const began = performance.now();
      const first = new Command(words(undisturbed, ...options));
      await first.printed('"event":"checkpoint"');
      const longestLife = livesToFirstCheckpoint * (performance.now() - began);
      expect(await first.outcome).toMatchObject({ status: 0 });

      const disturbed = path.join(folder, 'disturbed.onnx');
      let resume = false;
      let killed = 0;
      let outcome: Outcome;
      do {
        const running = new Command(words(disturbed, ...options, ...(resume ? ['--resume'] : [])));
        if (killed < kills) {
          await Promise.race([running.outcome, setTimeout(Math.random() * longestLife)]);
          running.kill('SIGKILL');
        }
        outcome = await running.outcome;
        if (outcome.signal === 'SIGKILL') killed += 1;
        else expect(outcome).toMatchObject({ status: 0 });
        // Killed before its first checkpoint, a run starts anew.
        resume ||= wholeLines(outcome.stdout).includes('"event":"checkpoint"');
      } while (outcome.status !== 0);
      expect(killed).toBe(kills);
      expect(resume).toBe(true);
      expect(sameArrays(await weights(undisturbed), await weights(disturbed))).toBe(true);
      expect((await readdir(folder)).filter((name) => name.startsWith('disturbed'))).toEqual(['disturbed.onnx']);
    },
  );

  it('that was stopped goes on where it was and ends as it would have', async () => {
    const [straight, stopped] = ['straight', 'stopped'].map((name) => path.join(folder, `${name}.onnx`)) as [
      string,
      string,
    ];
    const options = ['--epochs', '10', '--seed', '9'];
    expect(await housestyle(...words(straight, ...options))).toMatchObject({ status: 0 });
    const running = new Command(words(stopped, ...options));
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

/** Output up to its last line end: a kill may cut a line. */
function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
