import { Failure } from '@house-style/protocol/failure';
import { loadCorpus, type CorpusFile } from '@house-style/corpus/corpus';
import type { ModelFile } from '@house-style/model/model-file/model-file';
import { corpusOptionsIn } from '../options/options';

export interface FilesAsked {
  /** Those too that were trained on. */
  readonly all?: boolean;
  /** The model was trained on other code: what a training on this code would hold out. */
  readonly untrained?: boolean;
}

export interface FilesToMeasure {
  readonly available: readonly CorpusFile[];
  readonly training: readonly CorpusFile[];
}

/**
 * The files that the model's training held out, by the list that stands in the model; the others are what the contexts
 * learn.
 *
 * @param tell told in a sentence of what makes figures say something else.
 * @throws Failure `file-not-found` where none of them is in the folder.
 */
export async function filesToMeasure(
  { metadata, vocabulary }: Pick<ModelFile, 'metadata' | 'vocabulary'>,
  folder: string,
  { all = false, untrained = false }: FilesAsked,
  tell: (sentence: string) => void,
  signal?: AbortSignal,
): Promise<FilesToMeasure> {
  const { heldOut, corpus: trainedOn } = metadata;
  const options = {
    ...corpusOptionsIn(metadata.training),
    vocabulary,
    ...(!untrained && { heldOutPaths: heldOut }),
    minimumCharacters: 0,
  };
  const corpus = await loadCorpus(folder, options, signal);
  if (corpus.digest !== trainedOn.digest && !untrained) {
    tell(`The files in ${folder} are not exactly those that the model was trained on.`);
  }
  if (all)
    tell('Files that were trained on are measured too: they are known, so that figures look better than they are.');
  const files = all ? [...corpus.heldOut, ...corpus.training] : corpus.heldOut;
  if (files.length > 0) return { available: files, training: corpus.training };
  throw new Failure(
    'file-not-found',
    `None of the model's ${heldOut.length} held-out files is in ${folder}: ` +
      'give the folder that it was trained on, --untrained where it was trained on other code, or --all to measure over ' +
      'every file.',
  );
}
