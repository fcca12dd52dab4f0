/**
 * What a training brought, by what suggestions come from: the blend as the editor has it, over held-out files, with the
 * network as it was before and as it is after. The network alone says too little: what it has learned of this code the
 * contexts know too, and what it has unlearned of other code nobody else knows.
 */
import { openLanguageModel } from '@house-style/model/lstm/language-model';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import type { Corpus, CorpusFile } from '@house-style/corpus/corpus';
import { blendPredictions } from '../evaluate/blend-predictions';
import { LearnedTables } from '../evaluate/learned-blend';
import { meanBits, type Predictions } from '../evaluate/predictions';

/** Characters that the contexts learn for it, and that are predicted, at most: some twenty seconds' work together. */
const limits = { learned: 600_000, predicted: 20_000 };

interface BlendQuality {
  readonly bitsPerCharacter: number;
  /** Share of the characters that were thought likeliest, 0 to 1. */
  readonly predicted: number;
}

export interface Comparison {
  readonly before: BlendQuality;
  readonly after: BlendQuality;
  readonly files: number;
  readonly characters: number;
}

/**
 * @param corpus whose vocabulary both networks have.
 * @returns undefined where nothing is held out.
 * @throws what the signal gives as its reason, once it is aborted.
 */
export async function compareInBlend(
  corpus: Corpus,
  networks: { readonly before: ModelFile; readonly after: ModelFile },
  signal: AbortSignal,
): Promise<Comparison | undefined> {
  const files = beginning(corpus.heldOut, limits.predicted);
  const characters = files.reduce((sum, file) => sum + file.characters, 0);
  if (characters === 0) return undefined;
  const learned = beginning(corpus.training, limits.learned);
  const tables = await LearnedTables.learn(corpus.vocabulary, learned, () => undefined, signal);
  const measure = async (file: ModelFile): Promise<BlendQuality> => {
    const model = await openLanguageModel(file, true);
    try {
      const predictions: Predictions[] = [];
      for (const one of files) predictions.push(await blendPredictions(tables.start(model.predictor), one, signal));
      return qualityOf(predictions);
    } finally {
      await model.dispose();
    }
  };
  return {
    before: await measure(networks.before),
    after: await measure(networks.after),
    files: files.length,
    characters,
  };
}

/** Whether suggestions are at least as good after the training as before. */
export function isNoWorse({ before, after }: Comparison): boolean {
  return after.bitsPerCharacter <= before.bitsPerCharacter;
}

function qualityOf(predictions: readonly Predictions[]): BlendQuality {
  const tokens = predictions.reduce((sum, { right }) => sum + right.length, 0);
  const right = predictions.reduce((sum, one) => sum + one.right.reduce((count, each) => count + each, 0), 0);
  return { bitsPerCharacter: meanBits(predictions) ?? 0, predicted: right / tokens };
}

/** Files from the first on, as they are ordered by hash of their paths, until they hold enough characters. */
function beginning(files: readonly CorpusFile[], characters: number): readonly CorpusFile[] {
  let before = 0;
  return files.filter((file) => {
    const taken = before < characters;
    before += file.characters;
    return taken;
  });
}
