import path from 'node:path';
import { Inspection } from '@house-style/model/inspection/inspection';
import { nestingDepths } from '@house-style/model/inspection/tracked-quantities';
import { UnitRanking } from '@house-style/model/inspection/unit-ranking';
import type { UnitCorrelation } from '@house-style/protocol/inspection';
import type { ModelFile } from '@house-style/model/model-file/model-file';

export interface DepthSearch {
  /** The one that follows the depth most closely first. */
  readonly units: readonly UnitCorrelation[];
  /** What the first of them was after each character; empty where there is none. */
  readonly activations: Float32Array;
  readonly characters: readonly string[];
  /** Brackets open after each character. */
  readonly depths: readonly number[];
}

/**
 * The units of a model's states by how closely they follow the nesting of brackets in a text.
 *
 * @param file path of the text, whose name is read before it, as in training on a single text.
 * @throws Failure `nothing-to-inspect`.
 */
export async function followDepth(
  model: ModelFile,
  file: string,
  text: string,
  signal?: AbortSignal,
): Promise<DepthSearch> {
  const turn = (): Promise<void> => {
    signal?.throwIfAborted();
    return Promise.resolve();
  };
  const inspection = await Inspection.of(model, text, { path: path.basename(file), weights: 'exact', turn });
  await inspection.readCells();
  const { characters } = inspection;
  const depths = nestingDepths(characters);
  const ranking = new UnitRanking(['depth']);
  await ranking.add(inspection, { depth: depths }, turn);
  const units = ranking.by('depth');
  const [best] = units;
  return { units, activations: best ? inspection.activations(best) : new Float32Array(), characters, depths };
}
