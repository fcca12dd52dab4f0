/** What is timed side by side: the same training step by different means, in turns in one run. */
import path from 'node:path';
import type { TrainingEngine } from '@house-style/training/engines/engine';
import { initialise } from '@house-style/training/network/initialise';
import { python, pytorchTraining } from './pytorch';
import { randomBatch, rule, type Setting, stepsATurn, threads, timeSteps, turns, warmUpSteps } from './setting';
import { TimedProcess } from './timed-process';

export interface Contestant {
  readonly name: string;
  /** Seconds that so many steps take. */
  readonly time: (steps: number) => Promise<number>;
  readonly stop: () => void | Promise<void>;
}

/** Seconds a step, by contestant and turn (A B A B …). */
export async function inTurns(contestants: readonly Contestant[]): Promise<number[][]> {
  const seconds = contestants.map((): number[] => []);
  for (const { time } of contestants) await time(warmUpSteps);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, { time }] of contestants.entries()) seconds[index]?.push((await time(stepsATurn)) / stepsATurn);
  }
  return seconds;
}

/** A training engine on the CPU. */
export async function engineContestant(name: string, setting: Setting, engine: TrainingEngine): Promise<Contestant> {
  const { network, window } = setting;
  const device = { engine: engine.name, kind: 'cpu', threads } as const;
  const program = await engine.compile(network, window, rule, device, initialise(network, 1));
  const batch = randomBatch(setting);
  return { name, time: (steps) => timeSteps(program, batch, steps), stop: () => program.dispose() };
}

export interface TorchContestant extends Contestant {
  readonly version: string;
}

/** PyTorch, where `python3` has it. */
export async function torchContestant(setting: Setting): Promise<TorchContestant | undefined> {
  const script = path.join(import.meta.dirname, 'pytorch.py');
  try {
    const { timed, ready } = await TimedProcess.start(python, pytorchTraining(script, setting, 'cpu', threads));
    return { name: 'pytorch', version: ready, time: (steps) => timed.time(steps), stop: () => timed.stop() };
  } catch {
    return undefined;
  }
}
