import type { Blend } from '@house-style/model/blend/blend';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { partsOf, PredictionRecorder, type Predictions } from './predictions';

/**
 * What a blend expects in a file while it learns it: each token is predicted, taken down, and only then learned. A
 * network that adapts does so at the end of each line.
 */
export async function blendPredictions(blend: Blend, file: CorpusFile, signal?: AbortSignal): Promise<Predictions> {
  const { header, body } = partsOf(file, blend.vocabulary);
  const recorder = new PredictionRecorder(file.path, blend.vocabulary);
  let before = await blend.read(blend.start({ adapted: blend.lstm?.beginAdapting() }), header, signal);
  for (let index = 0; index < body.length; index++) {
    const { probabilities } = before;
    const { context, costs } = await blend.learn(before, body.subarray(index, index + 1), signal);
    recorder.add(body[index] as number, probabilities, costs[0]);
    before = context;
  }
  return recorder.finish();
}
