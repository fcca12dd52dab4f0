import type { CorpusFile } from '@house-style/corpus/corpus';
import { pathFraction } from '@house-style/corpus/split';

export interface Limits {
  readonly files?: number;
  /** Files are whole: the last one may go beyond. */
  readonly characters?: number;
}

/**
 * Some of the files, for a quicker look: those whose paths have the lowest hashes, which are as good as drawn by lot and
 * stay the same from run to run. At least one, in the order given.
 */
export function chooseFiles(files: readonly CorpusFile[], { files: most = Infinity, characters = Infinity }: Limits) {
  const byHash = [...files].sort((a, b) => pathFraction(a.path) - pathFraction(b.path));
  const chosen = new Set<CorpusFile>();
  let taken = 0;
  for (const file of byHash) {
    if (chosen.size > 0 && (chosen.size >= most || taken >= characters)) break;
    chosen.add(file);
    taken += file.characters;
  }
  return files.filter((file) => chosen.has(file));
}
