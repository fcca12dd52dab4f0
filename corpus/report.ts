import type { TrainingEventOf } from '@house-style/protocol/training-events';
import path from 'node:path';
import type { Corpus, CorpusFile } from './corpus';

/** What a training says about its corpus before it starts. */
export function report(corpus: Corpus): TrainingEventOf<'corpus'> {
  return {
    event: 'corpus',
    files: corpus.training.length,
    heldOutFiles: corpus.heldOut.length,
    characters: corpus.characters,
    heldOutCharacters: corpus.heldOutCharacters,
    vocabulary: corpus.vocabulary.size,
    leftOut: { ...corpus.leftOut },
    leftOutPaths: Object.fromEntries(Object.entries(corpus.leftOutPaths).map(([rule, paths]) => [rule, [...paths]])),
    kinds: kindsOf([...corpus.training, ...corpus.heldOut]),
    secrets: [...corpus.secrets],
    secretsMasked: corpus.secretsMasked,
  };
}

/** Endings of names that are told one by one; a corpus has a few, and then such as nobody knows. */
const mostKinds = 12;

/** Files by the endings of their names, the most characters first. */
function kindsOf(files: readonly CorpusFile[]): NonNullable<TrainingEventOf<'corpus'>['kinds']> {
  const kinds = new Map<string, { ending: string; files: number; characters: number }>();
  for (const file of files) {
    const ending = path.posix.extname(file.path).toLowerCase();
    const kind = kinds.get(ending) ?? { ending, files: 0, characters: 0 };
    kind.files += 1;
    kind.characters += file.characters;
    kinds.set(ending, kind);
  }
  return [...kinds.values()].sort((a, b) => b.characters - a.characters).slice(0, mostKinds);
}
