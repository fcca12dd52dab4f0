/** The n-gram index as a predictor: what suggests before anything is trained or learned. */
import type { Context, Predictor } from '../predictor';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import { interpolate } from './interpolation';
import type { NgramIndex } from './ngram-index';
import { longestContext } from './suffix-index';

/** From this length on, a suffix is trusted in proportion to its length. Of 2, 6, 12, 24 and 64, best on RxJS. */
const tellingLength = 24;

export class NgramContext implements Context {
  #probabilities: Float32Array | undefined;

  constructor(
    /** The last tokens, as many as are looked up. */
    readonly history: Uint8Array,
    private readonly predict: (history: Uint8Array) => Float32Array,
  ) {}

  get probabilities(): Float32Array {
    return (this.#probabilities ??= this.predict(this.history));
  }
}

export class NgramPredictor implements Predictor<NgramContext> {
  readonly #predict = (history: Uint8Array): Float32Array =>
    interpolate(this.index, this.index.find(history), tellingLength, this.vocabulary.size);

  constructor(
    readonly vocabulary: Vocabulary,
    private readonly index: NgramIndex,
  ) {}

  get contextBytes(): number {
    return longestContext + 4 * this.vocabulary.size;
  }

  start(): NgramContext {
    return new NgramContext(new Uint8Array(0), this.#predict);
  }

  advance(contexts: readonly NgramContext[], tokens: readonly Token[]): Promise<NgramContext[]> {
    return Promise.resolve(
      contexts.map((context, index) => this.#after(context, Uint8Array.of(tokens[index] as Token))),
    );
  }

  read(context: NgramContext, tokens: Uint8Array): Promise<NgramContext> {
    return Promise.resolve(this.#after(context, tokens));
  }

  #after({ history }: NgramContext, tokens: Uint8Array): NgramContext {
    const kept = Math.max(0, longestContext - tokens.length);
    const older = history.subarray(Math.max(0, history.length - kept));
    const newer = tokens.subarray(Math.max(0, tokens.length - longestContext));
    const joined = new Uint8Array(older.length + newer.length);
    joined.set(older);
    joined.set(newer, older.length);
    return new NgramContext(joined, this.#predict);
  }
}
