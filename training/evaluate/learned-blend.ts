import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Blend } from '@house-style/model/blend/blend';
import type { LstmPredictor } from '@house-style/model/lstm-predictor';
import { ContextMixing } from '@house-style/model/mixing/context-mixing';
import { sizesFor } from '@house-style/model/mixing/sizes';
import type { Vocabulary } from '@house-style/model/vocabulary';
import type { CorpusFile } from '../corpus/corpus';

/** Tokens that are learned between two turns of the event loop: some 10 milliseconds' worth. */
const tokensPerTurn = 512;

/**
 * The contexts' tables after everything that is trained on was learned, and nothing that is held out: what each
 * held-out file starts from.
 */
export class LearnedTables {
  private constructor(
    private readonly mixing: ContextMixing,
    private readonly learned: Uint8Array,
  ) {}

  /**
   * Some 20 seconds a megabyte.
   *
   * @throws what the signal gives as its reason, once it is aborted.
   */
  static async learn(
    vocabulary: Vocabulary,
    files: readonly CorpusFile[],
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<LearnedTables> {
    // One more each, for tokens that do not occur yet.
    const counts = Array.from({ length: vocabulary.size }, () => 1);
    let total = 0;
    for (const { tokens } of files) {
      total += tokens.length;
      for (const token of tokens) counts[token] = (counts[token] ?? 0) + 1;
    }
    const mixing = new ContextMixing(vocabulary, counts, sizesFor(total));
    const blend = new Blend(mixing);
    let done = 0;
    for (const { tokens } of files) {
      for (let start = 0; start < tokens.length; start += tokensPerTurn) {
        blend.learnTraining(tokens.subarray(start, start + tokensPerTurn));
        await eventLoopTurn(undefined, { signal });
      }
      done += tokens.length;
      onProgress(done / total);
    }
    return new LearnedTables(mixing, mixing.save());
  }

  /** A blend that knows nothing else; it ends the use of any that was started before. */
  start(lstm?: LstmPredictor): Blend {
    const blend = new Blend(this.mixing, lstm);
    blend.restore(this.learned);
    return blend;
  }
}
