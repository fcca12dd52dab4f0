import type { TrainingEventOf } from '@house-style/protocol/training-events';
import type { Corpus } from './corpus';

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
    secrets: [...corpus.secrets],
    secretsMasked: corpus.secretsMasked,
  };
}
