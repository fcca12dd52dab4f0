/** A trained model, loaded and ready to predict: what `complete`, `generate` and the inference process start from. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AdaptationStep } from './adaptation-step';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { asFailure, type Failure } from '@house-style/protocol/failure';
import { fastestDevice, loadOn, timeDevices } from './devices';
import { Lstm, type LstmOptions } from './lstm';
import { LstmPredictor } from './lstm-predictor';
import { readModelFile, type ModelFile } from '../model-file/model-file';

export interface LanguageModel {
  readonly file: ModelFile;
  readonly lstm: Lstm;
  /** What suggestions and files are decoded from. */
  readonly predictor: LstmPredictor;
  /**
   * Times a completion on every device that there may be here, and moves the network to the fastest. It answers on the
   * device where it is meanwhile.
   *
   * @param script the inference process's own program file, which tries each device in a process of its own.
   * @returns one sentence on each device that was tried.
   */
  moveToFastestDevice(script: string): Promise<string[]>;
  /** Gives its memory back. Nothing may be predicted any more. */
  dispose(): Promise<void>;
}

/** Devices are timed only so long after loading, milliseconds: the first suggestion has the machine for itself. */
const beforeTiming = 5_000;

/**
 * @param options how its network is computed; by default fast, as for whoever types.
 * @throws Failure with one of the `model-…` codes.
 */
export async function loadLanguageModel(path: string, options: LstmOptions = {}): Promise<LanguageModel> {
  const file = await readModelFile(path);
  return await languageModel(file, await Lstm.load(file, { weights: 'fast', ...options }));
}

/**
 * The same on a device that was asked for. Where it does not work here the CPU answers instead, and `refusal` says why:
 * a setting that does not fit the machine must not end suggestions.
 *
 * @param adaptable whether the network is to adapt to documents.
 */
export async function loadLanguageModelOn(
  device: DeviceKind,
  path: string,
  adaptable = false,
): Promise<LanguageModel & { readonly refusal?: Failure }> {
  const file = await readModelFile(path);
  try {
    return await languageModel(file, await loadOn(device, file, adaptable));
  } catch (error) {
    const refusal = asFailure(error);
    if (refusal.code !== 'device-unavailable') throw refusal;
    return { ...(await languageModel(file, await loadOn('cpu', file, adaptable))), refusal };
  }
}

async function languageModel(file: ModelFile, lstm: Lstm): Promise<LanguageModel> {
  const disposal = new AbortController();
  const adaptation = lstm.trainedOutput && (await AdaptationStep.create(lstm.trainedOutput));
  return {
    file,
    lstm,
    predictor: new LstmPredictor(lstm, adaptation),
    moveToFastestDevice: (script) => moveToFastestDevice(file, lstm, script, disposal.signal),
    dispose: async () => {
      disposal.abort();
      await adaptation?.dispose();
      await lstm.dispose();
    },
  };
}

async function moveToFastestDevice(
  file: ModelFile,
  lstm: Lstm,
  script: string,
  signal: AbortSignal,
): Promise<string[]> {
  await sleep(beforeTiming, undefined, { ref: false });
  const timings = await timeDevices(script, file.path, signal);
  const fastest = fastestDevice(timings);
  if (fastest !== lstm.device && !signal.aborted) {
    await lstm.moveTo(await loadOn(fastest, file, lstm.trainedOutput !== undefined));
  }
  return timings.map((timing) => {
    if (!timing.usable) return timing.reason;
    const used = timing.device === fastest ? ', which is used' : '';
    return `A completion takes ${timing.milliseconds.toFixed(1)} ms on ${timing.device}${used}.`;
  });
}
