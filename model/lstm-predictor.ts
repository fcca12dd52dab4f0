/** The bare network as a predictor: the language model until a blend of experts stands in its place. */
import type { AdaptationStep } from './adaptation/adaptation-step';
import { AdaptedOutput } from './adaptation/adapted-output';
import type { Context, Predictor } from './decode/predictor';
import { chunkTokens, joinStates, softmax, splitState, type Lstm, type LstmRun, type LstmState } from './lstm';
import type { Token, Vocabulary } from './vocabulary';

export interface LstmContext extends Context {
  readonly state: LstmState;
  /** The output layer that it is predicted with, where that is not the trained one. */
  readonly adapted: AdaptedOutput | undefined;
}

/** A context whose output layer may change after it was predicted: the state stays good, what is expected is not. */
class AdaptedContext implements LstmContext {
  #revision: number;

  constructor(
    readonly state: LstmState,
    readonly adapted: AdaptedOutput,
    private latest: Float32Array,
    private readonly features: Float32Array,
  ) {
    this.#revision = adapted.revision;
  }

  get probabilities(): Float32Array {
    if (this.#revision !== this.adapted.revision) {
      this.#revision = this.adapted.revision;
      this.latest = softmax(this.adapted.logits(this.features));
    }
    return this.latest;
  }
}

/** A piece of text that was read. */
export interface Read {
  /** The place after it. */
  readonly context: LstmContext;
  /** What was expected in place of each of its tokens. */
  readonly expected: readonly Float32Array[];
}

export class LstmPredictor implements Predictor<LstmContext> {
  readonly vocabulary: Vocabulary;

  /** @param adaptation what adapts the network to documents; without it, it stays as it was trained. */
  constructor(
    private readonly lstm: Lstm,
    private readonly adaptation?: AdaptationStep,
  ) {
    this.vocabulary = lstm.vocabulary;
  }

  get contextBytes(): number {
    return this.lstm.stateBytes + 4 * this.vocabulary.size;
  }

  get adapts(): boolean {
    return this.adaptation !== undefined;
  }

  /** An output layer to adapt to one document; undefined where the network does not adapt. */
  beginAdapting(): AdaptedOutput | undefined {
    return this.adaptation && new AdaptedOutput(this.adaptation, this.vocabulary);
  }

  /** @param adapted the output layer for this text and all that is read on from it. */
  start(adapted?: AdaptedOutput): LstmContext {
    // Every text starts with this token; the network never learned to predict it.
    const probabilities = new Float32Array(this.vocabulary.size);
    probabilities[this.vocabulary.startOfPath] = 1;
    return { probabilities, state: this.lstm.initialState(), adapted };
  }

  /** @param contexts all with the same output layer, as those of one document are. */
  async advance(contexts: readonly LstmContext[], tokens: readonly Token[]): Promise<LstmContext[]> {
    if (contexts.length !== tokens.length) {
      throw new RangeError(`${contexts.length} contexts cannot advance by ${tokens.length} tokens.`);
    }
    const [first] = contexts;
    if (first === undefined) return [];
    if (contexts.some(({ adapted }) => adapted !== first.adapted)) {
      throw new RangeError('Contexts of differently adapted networks cannot advance together.');
    }
    const output = first.adapted?.layer;
    const run = await this.lstm.run(tokens, joinStates(contexts.map(({ state }) => state)), { output });
    return splitState(run.state).map((state, index) =>
      this.#context(state, first.adapted, softmax(this.#row(run, index))),
    );
  }

  async read(context: LstmContext, tokens: Uint8Array, signal?: AbortSignal): Promise<LstmContext> {
    if (tokens.length === 0) return context;
    let last: LstmRun | undefined;
    const output = context.adapted?.layer;
    for await (const run of this.lstm.read(tokens, context.state, signal, { output })) last = run;
    const run = last as LstmRun;
    const probabilities = softmax(this.#row(run, (tokens.length - 1) % chunkTokens));
    return this.#context(run.state, context.adapted, probabilities);
  }

  /** As {@link read}, in pieces, tells what was expected of every single token, and adapts to them where it may. */
  async *learn(context: LstmContext, tokens: Uint8Array, signal?: AbortSignal): AsyncGenerator<Read> {
    const { size } = this.vocabulary;
    for (let start = 0, before = context; start < tokens.length; start += chunkTokens) {
      signal?.throwIfAborted();
      const piece = tokens.subarray(start, start + chunkTokens);
      const { adapted } = before;
      const run = await this.lstm.run(piece, before.state, { output: adapted?.layer, features: adapted !== undefined });
      const after = Array.from({ length: run.logits.length / size }, (_, index) => softmax(this.#row(run, index)));
      const expected = [before.probabilities, ...after.slice(0, -1)];
      const next = this.#context(run.state, adapted, after.at(-1) as Float32Array);
      if (adapted && run.features) {
        const features = new Float32Array(run.features.length);
        const first = this.lstm.featuresOf(before.state);
        features.set(first);
        features.set(run.features.subarray(0, -first.length), first.length);
        await adapted.learn(features, piece);
      }
      yield { context: next, expected };
      before = next;
    }
  }

  #context(state: LstmState, adapted: AdaptedOutput | undefined, probabilities: Float32Array): LstmContext {
    if (adapted === undefined) return { state, probabilities, adapted };
    return new AdaptedContext(state, adapted, probabilities, this.lstm.featuresOf(state));
  }

  /** Row of a run's logits, counted over `[sequence, batch]`. */
  #row({ logits }: LstmRun, index: number): Float32Array {
    return logits.subarray(index * this.vocabulary.size, (index + 1) * this.vocabulary.size);
  }
}
