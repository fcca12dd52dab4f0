/** The bare network as a predictor: the language model until a blend of experts stands in its place. */
import type { Context, Predictor } from './decode/predictor';
import { chunkTokens, joinStates, softmax, splitState, type Lstm, type LstmRun, type LstmState } from './lstm';
import type { Token, Vocabulary } from './vocabulary';

export interface LstmContext extends Context {
  readonly state: LstmState;
}

export class LstmPredictor implements Predictor<LstmContext> {
  readonly vocabulary: Vocabulary;

  constructor(private readonly lstm: Lstm) {
    this.vocabulary = lstm.vocabulary;
  }

  get contextBytes(): number {
    return this.lstm.stateBytes + 4 * this.vocabulary.size;
  }

  start(): LstmContext {
    // Every text starts with this token; the network never learned to predict it.
    const probabilities = new Float32Array(this.vocabulary.size);
    probabilities[this.vocabulary.startOfPath] = 1;
    return { probabilities, state: this.lstm.initialState() };
  }

  async advance(contexts: readonly LstmContext[], tokens: readonly Token[]): Promise<LstmContext[]> {
    if (contexts.length !== tokens.length) {
      throw new RangeError(`${contexts.length} contexts cannot advance by ${tokens.length} tokens.`);
    }
    if (contexts.length === 0) return [];
    const run = await this.lstm.run(tokens, joinStates(contexts.map(({ state }) => state)));
    return splitState(run.state).map((state, index) => ({ state, probabilities: softmax(this.#row(run, index)) }));
  }

  /** As {@link read}, and tells what comes after every single token, in pieces. */
  async *readEach(
    context: LstmContext,
    tokens: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<{ readonly context: LstmContext; readonly probabilities: readonly Float32Array[] }> {
    const { size } = this.vocabulary;
    for await (const run of this.lstm.read(tokens, context.state, signal)) {
      const probabilities = Array.from({ length: run.logits.length / size }, (_, index) =>
        softmax(this.#row(run, index)),
      );
      yield { context: { state: run.state, probabilities: probabilities.at(-1) as Float32Array }, probabilities };
    }
  }

  async read(context: LstmContext, tokens: Uint8Array, signal?: AbortSignal): Promise<LstmContext> {
    if (tokens.length === 0) return context;
    let last: LstmRun | undefined;
    for await (const run of this.lstm.read(tokens, context.state, signal)) last = run;
    const run = last as LstmRun;
    return { state: run.state, probabilities: softmax(this.#row(run, (tokens.length - 1) % chunkTokens)) };
  }

  /** Row of a run's logits, counted over `[sequence, batch]`. */
  #row({ logits }: LstmRun, index: number): Float32Array {
    return logits.subarray(index * this.vocabulary.size, (index + 1) * this.vocabulary.size);
  }
}
