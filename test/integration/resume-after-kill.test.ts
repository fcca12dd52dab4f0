import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import { sameArrays } from '@house-style/training/checkpoint/format';
import { Command, type Outcome, smallCodeBase, tinyNetwork } from '../command-line';

let folder: string;
let code: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'resume-after-kill-'));
  code = await smallCodeBase(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How often a training is killed: `HOUSE_STYLE_KILLS=100` for the long test. */
const kills = Number(process.env['HOUSE_STYLE_KILLS'] ?? 4);
/** Lives last at most so many times as long as a run takes to its first checkpoint. */
const livesToFirstCheckpoint = 2;
/** Enough that one run is seldom over before the last kill; where it is, another one is killed. */
const epochs = Math.ceil(kills / 3);
const options = ['--epochs', String(epochs), '--dropout', '0.1'];
const args = (model: string, ...more: string[]) => [
  'train',
  code,
  '--out',
  model,
  '--json',
  ...tinyNetwork,
  ...options,
  ...more,
];

it(
  `a run that is killed, ${kills} kills in all, ends with the weights of an undisturbed one, bit for bit`,
  { timeout: 3_600_000 },
  async ({ annotate }) => {
    const model = path.join(folder, 'undisturbed.onnx');
    const began = performance.now();
    const undisturbed = new Command(args(model, '--checkpoint-seconds', '3600'));
    await undisturbed.printed('"event":"checkpoint"');
    const longestLife = livesToFirstCheckpoint * (performance.now() - began);
    expect(await undisturbed.outcome).toMatchObject({ status: 0 });
    const expected = await weights(model);

    const died: Kill[] = [];
    let runs = 0;
    do {
      runs += 1;
      const disturbed = path.join(folder, `disturbed${runs}.onnx`);
      died.push(...(await runToTheEnd(disturbed, kills - died.length, longestLife)));
      expect(sameArrays(expected, await weights(disturbed))).toBe(true);
      const left = (await filesOf(disturbed)).filter((name) => !name.endsWith('.lock'));
      expect(left).toEqual([path.basename(disturbed), `${path.basename(disturbed)}.sources`]);
    } while (died.length < kills);
    expect(died).toHaveLength(kills);
    expect(died.some(({ resumable }) => resumable)).toBe(true);
    const [resumable, writing] = [died.filter((kill) => kill.resumable), died.filter((kill) => kill.writing)];
    await annotate(
      `${kills} kills in ${runs} run(s) of ${epochs} epochs, lives of up to ${Math.round(longestLife)} ms: ` +
        `${resumable.length} left a checkpoint, ${writing.length} a checkpoint half written`,
    );
  },
);

/** What a killed process left. */
interface Kill {
  /** A checkpoint to go on from. */
  readonly resumable: boolean;
  /** A checkpoint that was being written. */
  readonly writing: boolean;
}

/** Kills a run at random moments, up to so many times, and starts it again until it is done. A checkpoint every step. */
async function runToTheEnd(model: string, mostKills: number, longestLife: number): Promise<Kill[]> {
  const died: Kill[] = [];
  for (;;) {
    const files = await filesOf(model);
    const resumable = holdsCheckpoint(files);
    // Killed between its last two acts: the model is there, and its checkpoints are not needed any more.
    if (!resumable && files.includes(path.basename(model))) return died;
    const running = new Command(args(model, '--checkpoint-seconds', '0', ...(resumable ? ['--resume'] : [])));
    // The second life leaves a checkpoint for certain: chance alone may let none of a few lives last until its first one.
    const checkpointed = died.length === 1 ? running.printed('"event":"checkpoint"') : Promise.resolve();
    const outcome = died.length < mostKills ? await killed(running, checkpointed, longestLife) : await running.outcome;
    if (outcome.signal !== 'SIGKILL') {
      expect(outcome).toMatchObject({ status: 0 });
      return died;
    }
    const left = await filesOf(model);
    died.push({
      resumable: holdsCheckpoint(left),
      writing: left.some((name) => /\.checkpoint\.[0-9a-f]+\.tmp$/.test(name)),
    });
  }
}

/** Kills a process a random time after something, unless it is over by then. */
async function killed(running: Command, after: Promise<unknown>, longestLife: number): Promise<Outcome> {
  const moment = after.then(() => setTimeout(Math.random() * longestLife));
  await Promise.race([running.outcome, moment]);
  running.kill('SIGKILL');
  return await running.outcome;
}

function holdsCheckpoint(files: readonly string[]): boolean {
  return files.some((name) => name.endsWith('.checkpoint') || name.endsWith('.checkpoint.previous'));
}

/** Names of the files that belong to a model, among them the lock that a killed process leaves. */
async function filesOf(model: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith(path.basename(model)));
}

async function weights(model: string) {
  return parametersOf(await readModelFile(model));
}
