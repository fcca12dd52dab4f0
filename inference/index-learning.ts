import type { EditedDocuments } from '@house-style/model/ngram/edited-documents';
import type { NgramPredictor } from '@house-style/model/ngram/ngram-predictor';
import type { Context } from '@house-style/model/predictor';
import type { LearningGate } from './learning-gate';
import type { Learning } from './online-learning';
import type { OpenDocument } from './open-documents';

/**
 * What an index learns of the documents that are being worked on: each as it stands.
 *
 * @param adapts whether anything is to be learned now.
 * @param onLearned told of each document before it is learned.
 */
export function learningOfIndex(
  predictor: NgramPredictor,
  documents: EditedDocuments,
  gate: LearningGate,
  adapts: () => boolean,
  onLearned: (document: OpenDocument<Context>) => void,
): Learning {
  return {
    predictorIn: () => predictor,
    step: async (document, _contexts, offset) => {
      const { name, text } = document;
      if (!adapts()) {
        gate.refuse(document);
        return false;
      }
      const learnable = await gate.learnable(document, text);
      if (learnable === undefined || document.text !== text) return false;
      onLearned(document);
      return documents.update(name, learnable, offsetInSameLine(text, offset, learnable));
    },
  };
}

/** The start of a line, in a text that has the same lines but for what is in them. */
function offsetInSameLine(text: string, offset: number, other: string): number {
  if (text === other) return offset;
  let at = 0;
  for (let line = text.indexOf('\n'); line >= 0 && line < offset; line = text.indexOf('\n', line + 1)) {
    at = other.indexOf('\n', at) + 1;
  }
  return at;
}
