import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { Blend } from '@house-style/model/blend/blend';
import { WorkspaceTables } from '@house-style/model/blend/workspace-tables';
import type { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import type { ContextMixing } from '@house-style/model/mixing/context-mixing';
import type { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { bodyOf, type CorpusFile } from '@house-style/corpus/corpus';

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
    const texts = files.map((file) => ({
      path: file.path,
      text: bodyOf(file, vocabulary),
      heldOut: false,
      modified: 0,
    }));
    const memory = await WorkspaceTables.open(vocabulary, texts);
    const blend = new Blend(memory.mixing);
    while (await memory.step(blend)) {
      onProgress(memory.fraction);
      await eventLoopTurn(undefined, { signal });
    }
    onProgress(memory.fraction);
    blend.settle();
    return new LearnedTables(memory.mixing, memory.mixing.save());
  }

  /** A blend that knows nothing else; it ends the use of any that was started before. */
  start(lstm?: LstmPredictor): Blend {
    const blend = new Blend(this.mixing, lstm);
    blend.restore(this.learned);
    return blend;
  }
}
