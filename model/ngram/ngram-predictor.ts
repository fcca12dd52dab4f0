/**
 * The n-gram index as a predictor: what suggests before anything is trained or learned.
 *
 * The suffixes of the prefix that occur are blended from the shortest to the longest, each by how often it occurs and
 * by how many different tokens followed it: p = (counts + w · p shorter) / (occurrences + w), with w the number of
 * different followers (interpolated Witten-Bell smoothing, S. Chen and J. Goodman, "An Empirical Study of Smoothing
 * Techniques for Language Modeling", 1996, section 2.4), made smaller for long suffixes: what followed a whole line
 * once is more telling than what followed three letters once.
 */
import type { Context, Predictor } from '../decode/predictor';
import type { Token, Vocabulary } from '../vocabulary';
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
  readonly #predict = (history: Uint8Array): Float32Array => this.#distribution(history);

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

  #distribution(history: Uint8Array): Float32Array {
    const { size } = this.vocabulary;
    const probabilities = new Float32Array(size);
    // From the longest on, as the index counts cheapest; what is left of the whole goes to the shorter ones.
    let left = 1;
    let longer = 0;
    for (let length = this.index.find(history); length >= 0; length--) {
      // Equally many occurrences are the same ones: only the longest suffix of each kind counts, and says the most.
      const occurrences = this.index.occurrences(length);
      if (occurrences === longer) continue;
      longer = occurrences;
      const counts = this.index.counts(length);
      let total = 0;
      let followers = 0;
      for (const count of counts) {
        total += count;
        if (count > 0) followers += 1;
      }
      if (total === 0) continue;
      const shorter = followers * Math.min(1, tellingLength / Math.max(1, length));
      const share = left / (total + shorter);
      for (let token = 0; token < size; token++) {
        probabilities[token] = (probabilities[token] as number) + share * (counts[token] as number);
      }
      left = share * shorter;
    }
    for (let token = 0; token < size; token++) probabilities[token] = (probabilities[token] as number) + left / size;
    return probabilities;
  }
}
