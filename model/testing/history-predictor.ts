/**
 * A predictor for tests, small enough to foresee: it looks for the longest end of the text so far in a training text
 * and predicts what followed there. Its contexts hold the whole history, so that a test can see what was read.
 */
import type { Context, Predictor } from '../predictor';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';

export interface HistoryContext extends Context {
  readonly history: readonly Token[];
}

export const longestMatch = 24;

export class HistoryPredictor implements Predictor<HistoryContext> {
  readonly contextBytes: number = 1000;
  /** Tokens read by any call. */
  tokensRead = 0;
  protected readonly training: Uint8Array;

  /** @param training texts that it learned from, each as the body of a file. */
  constructor(
    readonly vocabulary: Vocabulary,
    training: readonly string[],
    /** Called before each read, as the event loop turns there in a real one. */
    private readonly onRead: () => Promise<void> | void = () => undefined,
  ) {
    this.training = Uint8Array.from(training.flatMap((body) => [...vocabulary.encodeFile('', body)]));
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
    const predict = (): Float32Array => this.predict(history);
    return {
      history,
      get probabilities() {
        return (probabilities ??= predict());
      },
    };
  }

  protected predict(history: readonly Token[]): Float32Array {
    const counts = new Float32Array(this.vocabulary.size);
    for (let length = Math.min(longestMatch, history.length); length >= 0; length--) {
      let total = 0;
      for (let end = length; end < this.training.length; end++) {
        if (this.#matches(history, end, length)) {
          const followed = this.training[end] as Token;
          counts[followed] = (counts[followed] as number) + 1;
          total += 1;
        }
      }
      if (total > 0) return counts.map((count) => count / total);
    }
    return counts.fill(1 / counts.length);
  }

  #matches(history: readonly Token[], end: number, length: number): boolean {
    for (let back = 1; back <= length; back++) {
      if (this.training[end - back] !== history[history.length - back]) return false;
    }
    return true;
  }
}
