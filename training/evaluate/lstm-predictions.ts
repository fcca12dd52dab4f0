import { softmax, type Lstm } from '@house-style/model/lstm/lstm';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { partsOf, PredictionRecorder, type Predictions } from './predictions';

/** What the network alone expects in a file, from the state that the file's path leaves. */
export async function lstmPredictions(lstm: Lstm, file: CorpusFile, signal?: AbortSignal): Promise<Predictions> {
  const { vocabulary } = lstm;
  const { header, body } = partsOf(file, vocabulary);
  const recorder = new PredictionRecorder(file.path, vocabulary);
  const tokens = file.tokens.subarray(0, header.length + body.length);
  for await (const { logits, start } of lstm.read(tokens.subarray(0, -1), undefined, signal)) {
    const steps = logits.length / vocabulary.size;
    for (let step = Math.max(0, header.length - 1 - start); step < steps; step++) {
      const row = softmax(logits.subarray(step * vocabulary.size, (step + 1) * vocabulary.size));
      recorder.add(tokens[start + step + 1] as number, row);
    }
  }
  return recorder.finish();
}
