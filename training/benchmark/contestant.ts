/** What is timed side by side: the same training step by different means, in turns in one run. */
import type { TrainingEngine } from '../engines/engine';
import { initialise } from '../network/initialise';
import { TorchPeer } from './peer';
import { randomBatch, rule, type Setting, stepsATurn, threads, timeSteps, turns, warmUpSteps } from './setting';

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
export async function torchContestant({ network, window }: Setting): Promise<TorchContestant | undefined> {
  const { vocabulary, embedding, hidden } = network;
  const shape = { hidden: hidden[0] ?? 0, layers: hidden.length, batch: window.batch, window: window.time };
  const peer = await TorchPeer.start({ ...shape, vocabulary, embedding, threads });
  if (peer === undefined) return undefined;
  const { name, version } = peer;
  return { name, version, time: (steps) => peer.time(steps), stop: () => peer.stop() };
}
