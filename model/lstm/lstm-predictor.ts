/**
 * The bare network as a predictor: the language model until a blend of experts stands in its place.
 *
 * A call of the runtime costs several times what one more character in it does (at 1×512 on the CPU some 0.15 ms beside
 * 0.02), so a token is read together with those that are expected after it, and asking about these costs nothing then.
 * The idea is that of speculative decoding (Leviathan et al. 2023), with the text that was seen before in place of a
 * smaller model. The operator tells only the last state of what it reads; a context on the way there holds the state
 * before and the tokens read since.
 */
import type { AdaptationStep } from './adaptation-step';
import { AdaptedOutput } from './adapted-output';
import type { Context, Expected, Predictor } from '../predictor';
import { chunkTokens, softmax, type Lstm, type LstmRun, type LstmState } from './lstm';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';

/** Tokens that a context may hold without their state: reading them again costs what the call does. */
const longestPending = 16;
/** Tokens read ahead at most. */
const longestAhead = 16;

/** A place in a text, as the network comes to it. */
interface Place {
  /** After the text but for its last tokens, … */
  readonly state: LstmState;
  /** … which are these. */
  readonly pending: Uint8Array;
  /** What is known already of how the text may go on. */
  readonly ahead?: { readonly token: Token; readonly context: LstmContext } | undefined;
}

export interface LstmContext extends Context, Place {
  /** The output layer that it is predicted with, where that is not the trained one. */
  readonly adapted: AdaptedOutput | undefined;
}

/** A context whose output layer may change after it was predicted: the state stays good, what is expected is not. */
class AdaptedContext implements LstmContext {
  readonly state: LstmState;
  readonly pending: Uint8Array;
  readonly ahead: Place['ahead'];
  #revision: number;

  constructor(
    { state, pending, ahead }: Place,
    readonly adapted: AdaptedOutput,
    private latest: Float32Array,
    private readonly features: Float32Array,
  ) {
    this.state = state;
    this.pending = pending;
    this.ahead = ahead;
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
    return this.lstm.stateBytes + 4 * (longestAhead + 1) * this.vocabulary.size;
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
    return { probabilities, state: this.lstm.initialState(), pending: nothing, adapted };
  }

  async advance(
    contexts: readonly LstmContext[],
    tokens: readonly Token[],
    expected: Expected = () => nothing,
  ): Promise<LstmContext[]> {
    if (contexts.length !== tokens.length) {
      throw new RangeError(`${contexts.length} contexts cannot advance by ${tokens.length} tokens.`);
    }
    const advanced: LstmContext[] = [];
    for (const [index, context] of contexts.entries()) {
      const token = tokens[index] as Token;
      const { ahead } = context;
      advanced.push(ahead?.token === token ? ahead.context : await this.#advance(context, token, expected(index)));
    }
    return advanced;
  }

  async #advance(context: LstmContext, token: Token, expected: Uint8Array): Promise<LstmContext> {
    const { adapted } = context;
    let { state, pending } = context;
    if (pending.length >= longestPending) {
      state = await this.#stateOf(context);
      pending = nothing;
    }
    const tokens = Uint8Array.of(...pending, token, ...expected.subarray(0, longestAhead));
    const run = await this.lstm.run(tokens, state, { output: adapted?.layer, features: adapted !== undefined });
    let next = this.#after(run, tokens.length, { state: run.state, pending: nothing }, adapted);
    for (let read = tokens.length - 1; read > pending.length; read--) {
      const ahead = { token: tokens[read] as Token, context: next };
      next = this.#after(run, read, { state, pending: tokens.subarray(0, read), ahead }, adapted);
    }
    return next;
  }

  async read(context: LstmContext, tokens: Uint8Array, signal?: AbortSignal): Promise<LstmContext> {
    if (tokens.length === 0) return context;
    const { state, pending, adapted } = context;
    const unread = pending.length === 0 ? tokens : Uint8Array.of(...pending, ...tokens);
    let last: LstmRun | undefined;
    for await (const run of this.lstm.read(unread, state, signal, { output: adapted?.layer })) last = run;
    const run = last as LstmRun;
    const read = ((unread.length - 1) % chunkTokens) + 1;
    return this.#after(run, read, { state: run.state, pending: nothing }, adapted);
  }

  /** As {@link read}, in pieces, tells what was expected of every single token, and adapts to them where it may. */
  async *learn(context: LstmContext, tokens: Uint8Array, signal?: AbortSignal): AsyncGenerator<Read> {
    const { adapted } = context;
    let state = await this.#stateOf(context);
    let before: Context = context;
    for (let start = 0; start < tokens.length; start += chunkTokens) {
      signal?.throwIfAborted();
      const piece = tokens.subarray(start, start + chunkTokens);
      const run = await this.lstm.run(piece, state, { output: adapted?.layer, features: adapted !== undefined });
      const after = Array.from({ length: piece.length }, (_, index) => this.#probabilities(run, index + 1));
      const expected = [before.probabilities, ...after.slice(0, -1)];
      const next = this.#after(run, piece.length, { state: run.state, pending: nothing }, adapted);
      if (adapted && run.features) {
        const features = new Float32Array(run.features.length);
        const first = this.lstm.featuresOf(state);
        features.set(first);
        features.set(run.features.subarray(0, -first.length), first.length);
        await adapted.learn(features, piece);
      }
      yield { context: next, expected };
      before = next;
      state = run.state;
    }
  }

  async #stateOf({ state, pending, adapted }: LstmContext): Promise<LstmState> {
    return pending.length === 0 ? state : (await this.lstm.run(pending, state, { output: adapted?.layer })).state;
  }

  /** The place after so many tokens of a run. */
  #after(run: LstmRun, read: number, place: Place, adapted: AdaptedOutput | undefined): LstmContext {
    const probabilities = this.#probabilities(run, read);
    if (adapted === undefined) return { ...place, probabilities, adapted };
    if (place.pending.length === 0) {
      return new AdaptedContext(place, adapted, probabilities, this.lstm.featuresOf(place.state));
    }
    const features = run.features as Float32Array;
    const { length } = this.lstm.featuresOf(place.state);
    return new AdaptedContext(place, adapted, probabilities, features.subarray((read - 1) * length, read * length));
  }

  /** What comes after so many tokens of a run over one text. */
  #probabilities({ logits }: LstmRun, read: number): Float32Array {
    return softmax(logits.subarray((read - 1) * this.vocabulary.size, read * this.vocabulary.size));
  }
}

const nothing = new Uint8Array(0);
