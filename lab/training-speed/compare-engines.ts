import { OnnxRuntimeEngine } from '@house-style/training/engines/onnxruntime/engine';
import type { Path } from '@house-style/training/engines/tensorflow/compile';
import { TensorflowEngine } from '@house-style/training/engines/tensorflow/tensorflow-engine';
import { type Contestant, engineContestant, inTurns, torchContestant } from './contestant';
import { median, rounded, type Setting } from './setting';

export interface EngineFigures {
  readonly name: string;
  readonly trainingCharactersPerSecond: number;
  /** Its speed over ONNX Runtime's, median of the turns. */
  readonly ratio: number;
}

/** ONNX Runtime, TensorFlow by fused kernels and by plain operations, and PyTorch where it is there, in turns. */
export async function compareEngines(setting: Setting): Promise<EngineFigures[]> {
  const contestants = [
    await engineContestant('onnxruntime', setting, new OnnxRuntimeEngine()),
    await tensorflow(setting, 'fused'),
    await tensorflow(setting, 'plain'),
  ];
  const torch = await torchContestant(setting);
  if (torch !== undefined) contestants.push({ ...torch, name: `${torch.name} ${torch.version}` });
  const seconds = await inTurns(contestants);
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

function tensorflow(setting: Setting, path: Path): Promise<Contestant> {
  return engineContestant(`tensorflow, ${path}`, setting, new TensorflowEngine({ path }));
}
