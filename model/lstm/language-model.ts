/** A trained model, loaded and ready to predict: what `complete`, `generate` and the inference process start from. */
import { AdaptationStep } from './adaptation-step';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { asFailure, type Failure } from '@house-style/protocol/failure';
import { loadOn } from './devices';
import { Lstm, type LstmOptions } from './lstm';
import { LstmPredictor } from './lstm-predictor';
import { readModelFile, type ModelFile } from '../model-file/model-file';

export interface LanguageModel {
  readonly file: ModelFile;
  readonly lstm: Lstm;
  /** What suggestions and files are decoded from. */
  readonly predictor: LstmPredictor;
  /** Aborted when the model is disposed of: what is still done with it then is in vain. */
  readonly disposed: AbortSignal;
  /** Gives its memory back. Nothing may be predicted any more. */
  dispose(): Promise<void>;
}

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

/** One that was read already, on the CPU. @param adaptable whether the network is to adapt to documents. */
export async function openLanguageModel(file: ModelFile, adaptable: boolean): Promise<LanguageModel> {
  return languageModel(file, await loadOn('cpu', file, adaptable));
}

async function languageModel(file: ModelFile, lstm: Lstm): Promise<LanguageModel> {
  const disposal = new AbortController();
  const adaptation = lstm.trainedOutput && (await AdaptationStep.create(lstm.trainedOutput));
  return {
    file,
    lstm,
    predictor: new LstmPredictor(lstm, adaptation),
    disposed: disposal.signal,
    dispose: async () => {
      disposal.abort();
      await adaptation?.dispose();
      await lstm.dispose();
    },
  };
}
