/** A trained model, loaded and ready to predict: what `complete`, `generate` and the inference process start from. */
import { Lstm, type LstmOptions } from './lstm';
import { LstmPredictor } from './lstm-predictor';
import { readModelFile, type ModelFile } from './model-file/model-file';

export interface LanguageModel {
  readonly file: ModelFile;
  readonly lstm: Lstm;
  /** What suggestions and files are decoded from. */
  readonly predictor: LstmPredictor;
  /** Gives its memory back. Nothing may be predicted any more. */
  dispose(): Promise<void>;
}

/**
 * @param options how its network is computed; by default fast, as for whoever types.
 * @throws Failure with one of the `model-…` codes.
 */
export async function loadLanguageModel(path: string, options: LstmOptions = {}): Promise<LanguageModel> {
  const file = await readModelFile(path);
  const lstm = await Lstm.load(file, { weights: 'fast', ...options });
  return { file, lstm, predictor: new LstmPredictor(lstm), dispose: () => lstm.dispose() };
}
