import { OnnxRuntimeEngine } from '../engines/onnxruntime';
import type { Path } from '../engines/tensorflow/compile';
import { TensorflowEngine } from '../engines/tensorflow/tensorflow-engine';
import { initialise } from '../network/initialise';
import { TorchPeer } from './peer';
import {
  median,
  randomBatch,
  rounded,
  rule,
  type Setting,
  stepsATurn,
  threads,
  timeSteps,
  turns,
  warmUpSteps,
} from './setting';

export interface EngineFigures {
  readonly name: string;
  readonly trainingCharactersPerSecond: number;
  /** Its speed over ONNX Runtime's, median of the turns. */
  readonly ratio: number;
}

interface Contestant {
  readonly name: string;
  /** Seconds that so many steps take. */
  readonly time: (steps: number) => Promise<number>;
  readonly stop: () => void | Promise<void>;
}

/** ONNX Runtime, TensorFlow by fused kernels and by plain operations, and PyTorch where it is there, in turns. */
export async function compareEngines(setting: Setting): Promise<EngineFigures[]> {
  const contestants = [
    await onnxRuntime(setting),
    await tensorflow(setting, 'fused'),
    await tensorflow(setting, 'plain'),
  ];
  const torch = await pytorch(setting);
  if (torch !== undefined) contestants.push(torch);
  const seconds = contestants.map((): number[] => []);
  for (const { time } of contestants) await time(warmUpSteps);
  for (let turn = 0; turn < turns; turn++) {
    for (const [index, { time }] of contestants.entries()) seconds[index]?.push((await time(stepsATurn)) / stepsATurn);
  }
  for (const contestant of contestants) await contestant.stop();
  const characters = setting.window.time * setting.window.batch;
  const [reference = []] = seconds;
  return contestants.map(({ name }, index) => {
    const own = seconds[index] ?? [];
    return {
      name,
      trainingCharactersPerSecond: Math.round(characters / median(own)),
      ratio: rounded(median(own.map((time, turn) => (reference[turn] ?? NaN) / time))),
    };
  });
}

async function onnxRuntime(setting: Setting): Promise<Contestant> {
  return contestant('onnxruntime', setting, new OnnxRuntimeEngine());
}

async function tensorflow(setting: Setting, path: Path): Promise<Contestant> {
  return contestant(`tensorflow, ${path}`, setting, new TensorflowEngine({ path }));
}

async function contestant(
  name: string,
  setting: Setting,
  engine: OnnxRuntimeEngine | TensorflowEngine,
): Promise<Contestant> {
  const { network, window } = setting;
  const device = { engine: engine.name, kind: 'cpu', threads } as const;
  const program = await engine.compile(network, window, rule, device, initialise(network, 1));
  const batch = randomBatch(setting);
  return { name, time: (steps) => timeSteps(program, batch, steps), stop: () => program.dispose() };
}

async function pytorch({ network, window }: Setting): Promise<Contestant | undefined> {
  const { vocabulary, embedding, hidden } = network;
  const shape = { hidden: hidden[0] ?? 0, layers: hidden.length, batch: window.batch, window: window.time };
  const peer = await TorchPeer.start({ ...shape, vocabulary, embedding, threads });
  if (peer === undefined) return undefined;
  const name = `${peer.name} ${peer.version}`;
  return { name, time: (steps) => peer.time(steps), stop: () => peer.stop() };
}
