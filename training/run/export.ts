import { Failure } from '@house-style/protocol/failure';
import { Lstm, softmax } from '@house-style/model/lstm/lstm';
import type { Metadata } from '@house-style/model/model-file/metadata';
import {
  modelFileBytes,
  parseModelFile,
  readModelFile,
  writeModelFile,
} from '@house-style/model/model-file/model-file';
import type { Network, Parameters } from '@house-style/model/network';
import type { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { bodyStart, type Corpus, type CorpusFile } from '@house-style/corpus/corpus';
import type { Device, TrainingEngine } from '../engines/engine';
import type { UpdateRule } from '../network/step';
import { lstmPredictions } from '../evaluate/lstm-predictions';
import { meanBits, type Predictions, shareExpected } from '../evaluate/predictions';

/** Characters over which training graph and inference path are compared. */
const comparedCharacters = 2000;
/** Largest difference of probabilities that rounding explains. */
const tolerance = 1e-4;
/** Characters that the model's own figure is measured over at most: some seconds' worth. */
const measuredCharacters = 150_000;

export interface Exported {
  readonly bitsPerCharacter: number | null;
  /** Share of the held-out characters that the network holds for the likeliest, 0 to 1; null where none are held out. */
  readonly predicted: number | null;
  readonly largestDifference: number;
  /** Whether the model stands there now. */
  readonly written: boolean;
}

/**
 * Writes the model file, once the file's own graph, read as the editor reads it, has given the same probabilities as
 * the training graph.
 *
 * @param draft everything about the model but how well it predicts what is held out, which is measured here.
 * @throws Failure `export-differs`, `disk-full` or `output-unwritable`; an older model file is then as it was.
 */
export async function exportModel(
  path: string,
  draft: Metadata,
  parameters: Parameters,
  corpus: Corpus,
  training: {
    readonly engine: TrainingEngine;
    readonly device: Device;
    readonly rule: UpdateRule;
    /** Whether a model of so many bits per character is to be written; it is where not given. */
    readonly accept?: (bitsPerCharacter: number | null) => boolean;
  },
): Promise<Exported> {
  const lstm = await Lstm.load(parseModelFile(modelFileBytes(draft, parameters), path));
  try {
    const largestDifference = await compare(lstm, draft.network, parameters, corpus, training);
    if (!(largestDifference <= tolerance)) {
      throw new Failure(
        'export-differs',
        `The exported model gives other probabilities than the trained network (by up to ${largestDifference}): ` +
          `${path} was not written. Please report this; the checkpoint is kept.`,
      );
    }
    const predictions: Predictions[] = [];
    for (const file of firstFiles(corpus.heldOut, measuredCharacters))
      predictions.push(await lstmPredictions(lstm, file));
    const bitsPerCharacter = meanBits(predictions);
    const predicted = shareExpected(predictions);
    const { accept = () => true } = training;
    const written = accept(bitsPerCharacter);
    if (written) {
      const metrics = { ...draft.metrics, bitsPerCharacter, ...(predicted !== null && { predicted }) };
      await writeModelFile(path, { ...draft, metrics }, parameters);
      await readModelFile(path);
    }
    return { bitsPerCharacter, predicted, largestDifference, written };
  } finally {
    await lstm.dispose();
  }
}

/** Files from the first on until they hold enough characters: all of them, unless there are very many. */
function firstFiles(files: readonly CorpusFile[], characters: number): CorpusFile[] {
  let before = 0;
  return files.filter((file) => {
    const taken = before < characters;
    before += file.characters;
    return taken;
  });
}

/** Largest difference between both paths' probabilities of what comes next, over held-out characters. */
async function compare(
  lstm: Lstm,
  network: Network,
  parameters: Parameters,
  corpus: Corpus,
  { engine, device, rule }: { readonly engine: TrainingEngine; readonly device: Device; readonly rule: UpdateRule },
): Promise<number> {
  const files = corpus.heldOut.length > 0 ? corpus.heldOut : corpus.training;
  // One token at a time, so that the mean loss over the window is that token's own.
  const program = await engine.compile(network, { time: 1, batch: 1 }, rule, device, parameters);
  try {
    let largest = 0;
    let left = comparedCharacters;
    for (const file of files) {
      const tokens = file.tokens.subarray(0, bodyStart(file, corpus.vocabulary) + left);
      left -= tokens.length - bodyStart(file, corpus.vocabulary);
      const inferred = await probabilities(lstm, tokens, corpus.vocabulary);
      for (let index = 0; index + 1 < tokens.length; index++) {
        const { loss } = await program.predict({
          inputs: tokens.subarray(index, index + 1),
          targets: tokens.subarray(index + 1, index + 2),
          weights: Float32Array.of(1),
          carry: Float32Array.of(index === 0 ? 0 : 1),
          masks: [],
        });
        const difference = Math.abs(Math.exp(-loss) - (inferred[index] as number));
        if (!(difference <= largest)) largest = difference;
      }
      if (left <= 0) break;
    }
    return largest;
  } finally {
    await program.dispose();
  }
}

/** Probability of each token but the first, by the inference path. */
async function probabilities(lstm: Lstm, tokens: Uint8Array, { size }: Vocabulary): Promise<Float32Array> {
  const result = new Float32Array(tokens.length - 1);
  for await (const { logits, start } of lstm.read(tokens.subarray(0, -1))) {
    for (let step = 0; step * size < logits.length; step++) {
      const row = softmax(logits.subarray(step * size, (step + 1) * size));
      result[start + step] = row[tokens[start + step + 1] as number] as number;
    }
  }
  return result;
}
