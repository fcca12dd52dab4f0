import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { Blend } from '@house-style/model/blend/blend';
import { WorkspaceTables } from '@house-style/model/blend/workspace-tables';
import type { LanguageModel } from '@house-style/model/lstm/language-model';
import { corpusOptionsIn } from '../options/options';

export interface FolderKnowledge {
  /** The model with all that the folder's code teaches, as in the editor. */
  readonly predictor: Blend;
  /** What it was learned of. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/**
 * Learns a folder's code: some 20 seconds a megabyte.
 *
 * @throws Failure as a training on the folder would.
 */
export async function folderKnowledge(
  model: LanguageModel,
  folder: string,
  signal: AbortSignal,
): Promise<FolderKnowledge> {
  const { vocabulary, metadata } = model.file;
  const options = { ...corpusOptionsIn(metadata.training), vocabulary, heldOutPaths: metadata.heldOut };
  const corpus = await loadCorpus(folder, { ...options, minimumCharacters: 1 }, signal);
  const files = [
    ...corpus.training.map((file) => ({ file, heldOut: false })),
    ...corpus.heldOut.map((file) => ({ file, heldOut: true })),
  ].map(({ file, heldOut }) => ({ path: file.path, text: bodyOf(file, vocabulary), heldOut, modified: 0 }));
  const memory = await WorkspaceTables.open(vocabulary, files);
  const predictor = new Blend(memory.mixing, model.predictor);
  while (await memory.step(predictor)) await eventLoopTurn(undefined, { signal });
  return { predictor, files };
}
