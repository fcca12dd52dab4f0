/**
 * A predictor for tests, small enough to foresee: it looks for the ends of the text so far in a training text and
 * predicts what followed there, the longer the end, the surer (Witten & Bell 1991, method C: each length's counts are
 * mixed with the shorter one's prediction, which weighs as much as there were different followers). Its contexts hold
 * the whole history, so that a test can see what was read.
 */
import type { Context, Predictor } from '../decode/predictor';
import type { Token, Vocabulary } from '../vocabulary';

export interface HistoryContext extends Context {
  readonly history: readonly Token[];
}

const longestMatch = 24;

export class HistoryPredictor implements Predictor<HistoryContext> {
  readonly contextBytes: number = 1000;
  /** Tokens read by any call. */
  tokensRead = 0;
  readonly #training: Uint8Array;

  /** @param training texts that it learned from, each as the body of a file. */
  constructor(
    readonly vocabulary: Vocabulary,
    training: readonly string[],
    /** Called before each read, as the event loop turns there in a real one. */
    private readonly onRead: () => Promise<void> | void = () => undefined,
  ) {
    this.#training = Uint8Array.from(training.flatMap((body) => [...vocabulary.encodeFile('', body)]));
  }

  start(): HistoryContext {
    return this.#context([]);
  }

  async advance(contexts: readonly HistoryContext[], tokens: readonly Token[]): Promise<HistoryContext[]> {
    await this.onRead();
    this.tokensRead += tokens.length;
    return contexts.map(({ history }, index) => this.#context([...history, tokens[index] as Token]));
  }

  async read(context: HistoryContext, tokens: Uint8Array, signal?: AbortSignal): Promise<HistoryContext> {
    await this.onRead();
    signal?.throwIfAborted();
    this.tokensRead += tokens.length;
    return this.#context([...context.history, ...tokens]);
  }

  #context(history: readonly Token[]): HistoryContext {
    let probabilities: Float32Array | undefined;
    const predict = (): Float32Array => this.#predict(history);
    return {
      history,
      get probabilities() {
        return (probabilities ??= predict());
      },
    };
  }

  #predict(history: readonly Token[]): Float32Array {
    const size = this.vocabulary.size;
    const counts = Array.from({ length: longestMatch + 1 }, () => new Float32Array(size));
    for (let end = 0; end < this.#training.length; end++) {
      const row = counts[this.#match(history, end)] as Float32Array;
      const followed = this.#training[end] as Token;
      row[followed] = (row[followed] as number) + 1;
    }
    // A place that a longer end matches is matched by the shorter ones too.
    for (let length = longestMatch; length > 0; length--) {
      const shorter = counts[length - 1] as Float32Array;
      for (const [token, count] of (counts[length] as Float32Array).entries()) shorter[token] = (shorter[token] as number) + count;
    }
    let probabilities = new Float32Array(size).fill(1 / size);
    for (const row of counts) {
      const total = row.reduce((sum, count) => sum + count, 0);
      const different = row.filter((count) => count > 0).length;
      if (total === 0) break;
      const shorter = probabilities;
      probabilities = row.map((count, token) => (count + different * (shorter[token] as number)) / (total + different));
    }
    return probabilities;
  }

  /** How many tokens before a place in the training text are the last ones of the history. */
  #match(history: readonly Token[], end: number): number {
    const longest = Math.min(longestMatch, history.length, end);
    for (let length = 0; length < longest; length++) {
      if (this.#training[end - 1 - length] !== history[history.length - 1 - length]) return length;
    }
    return longest;
  }
}
