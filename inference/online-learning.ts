import { setTimeout as sleep } from 'node:timers/promises';
import type { Blend, BlendContext } from '@house-style/model/blend/blend';
import { LineLearner } from '@house-style/model/blend/line-learner';
import type { Context, Predictor } from '@house-style/model/predictor';
import type { PrefixContexts } from '@house-style/model/completion/prefix-contexts';
import type { LearningGate } from './learning-gate';
import type { OpenDocument } from './open-documents';

/** Quiet that has to pass before a text is judged, milliseconds: less than lies between two keys. */
const beforeJudging = 20;

/** What learns of the documents that are being worked on. */
export interface Learning {
  /** What predicts in a document. */
  predictorIn(document: OpenDocument<Context>): Predictor;
  /**
   * Learns a finished line before the cursor that is new.
   *
   * @param contexts of the document, by {@link predictorIn}.
   * @param signal leaves the step where it is still on its way to the line.
   * @returns whether there may be more to learn.
   */
  step(
    document: OpenDocument<Context>,
    contexts: PrefixContexts<Context>,
    offset: number,
    signal?: AbortSignal,
  ): Promise<boolean>;
}

/** What a blend learns of the documents that are being worked on: the tables of all of them, the network of each. */
export class OnlineLearning implements Learning {
  readonly #learners = new WeakMap<OpenDocument<Context>, LineLearner>();
  /** Lines learned since that was last told. */
  #lines = 0;

  /** @param knownText what of a document is learned already. */
  constructor(
    private readonly blend: Blend,
    private readonly gate: LearningGate,
    private readonly knownText: (document: OpenDocument<Context>) => string,
    /** Told of each line that is learned. */
    private readonly onLearned: (document: OpenDocument<Context>, line: string) => void,
    /** Told in a sentence whenever all is learned that there is. */
    private readonly log: (message: string) => void,
  ) {}

  predictorIn(document: OpenDocument<Context>): Predictor {
    return this.#learnerOf(document).predictor;
  }

  async step(
    document: OpenDocument<Context>,
    contexts: PrefixContexts<Context>,
    offset: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (offset > contexts.text.length) return false;
    if (await this.#learnerOf(document).step(contexts as PrefixContexts<BlendContext>, offset, signal)) {
      this.#lines += 1;
      return true;
    }
    if (this.#lines > 0)
      this.log(`Learned ${this.#lines} ${this.#lines === 1 ? 'line' : 'lines'} of ${document.path}.`);
    this.#lines = 0;
    return false;
  }

  #learnerOf(document: OpenDocument<Context>): LineLearner {
    const known = this.#learners.get(document);
    if (known !== undefined) return known;
    const learnable = async (text: string, signal: AbortSignal | undefined): Promise<string | undefined> => {
      // Judging takes milliseconds in one go: whoever types on is not to wait for them.
      if (!this.gate.hasJudged(document, text)) await sleep(beforeJudging, undefined, signal && { signal });
      return this.gate.learnable(document, text);
    };
    const learner = new LineLearner(this.blend, this.knownText(document), learnable, (line) =>
      this.onLearned(document, line),
    );
    this.#learners.set(document, learner);
    return learner;
  }
}
