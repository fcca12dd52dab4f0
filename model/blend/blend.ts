/**
 * The blend: context mixing over everything learned from the workspace, with the LSTM as one more expert. It predicts
 * as any predictor does, and learns from the text that it is given.
 */
import type { AdaptedOutput } from '../lstm/adapted-output';
import type { Context, Expected, Predictor } from '../predictor';
import type { LstmContext, LstmPredictor } from '../lstm/lstm-predictor';
import type { ContextMixing } from '../mixing/context-mixing';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';
import { MixingReader } from './mixing-reader';
import type { TextBelow } from './text-below';
import { emptyPath, extendPath, type TextPath } from './text-path';

/**
 * Decisions on the way to tokens of which all together are less likely than this are not evaluated: no decoder takes
 * them, and their tokens share what there is.
 */
const negligible = 3e-3;
/** Bytes of a kept context beside the LSTM's: its path, and what was computed of it. */
const pathBytes = 400;
/** Tokens that the LSTM reads ahead where a match expects them; of 4, 8 and 16 none is clearly better. */
const longestAhead = 8;

/** A place in a text, and what the blend expects there. */
export interface BlendContext extends Context {
  readonly path: TextPath;
  /** What the LSTM knows here; without a trained network, nothing. */
  readonly lstm: LstmContext | undefined;
  /** What stands below the cursor in the document. */
  readonly below: TextBelow | undefined;
}

/** What the contexts of one document share. */
export interface OfDocument {
  /** The network's output layer for this text and all that is read on from it. */
  readonly adapted?: AdaptedOutput | undefined;
  readonly below?: TextBelow | undefined;
}

/** What contexts ask the blend that they come from. */
interface BlendOfContexts {
  distribution(context: BlendContext): Float32Array;
  probabilityOf(context: BlendContext, token: Token): number;
  /** Raised by whatever is learned. */
  learned(): number;
}

/**
 * Works out what is expected when that is first asked for: of most places it never is. Asked for again after more was
 * learned, it is worked out anew, as contexts are kept while somebody types.
 */
class LazyContext implements BlendContext {
  #probabilities: Float32Array | undefined;
  /** How much had been learned when they were worked out, and which text stood below. */
  #learned = -1;
  #below: number | undefined;

  constructor(
    readonly path: TextPath,
    readonly lstm: LstmContext | undefined,
    readonly below: TextBelow | undefined,
    private readonly blend: BlendOfContexts,
  ) {}

  get probabilities(): Float32Array {
    const known = this.#known();
    if (known !== undefined) return known;
    this.#learned = this.blend.learned();
    this.#below = this.below?.revision;
    this.#probabilities = this.blend.distribution(this);
    return this.#probabilities;
  }

  probabilityOf(token: Token): number {
    return this.#known()?.[token] ?? this.blend.probabilityOf(this, token);
  }

  #known(): Float32Array | undefined {
    const current = this.#learned === this.blend.learned() && this.#below === this.below?.revision;
    return current ? this.#probabilities : undefined;
  }
}

export interface Learned {
  /** The place after what was learned. */
  readonly context: BlendContext;
  /** What each token cost before it was learned, bits. */
  readonly costs: Float32Array;
}

export class Blend implements Predictor<BlendContext> {
  readonly vocabulary: Vocabulary;
  readonly #reader: MixingReader;
  /** Raised by whatever is learned. */
  #learned = 0;
  readonly #ofContexts: BlendOfContexts = {
    distribution: (context) => this.#distribution(context),
    probabilityOf: (context, token) => this.#probabilityOf(context, token),
    learned: () => this.#learned,
  };

  /** @param lstm the expert that was trained; without it the contexts predict alone. */
  constructor(
    readonly mixing: ContextMixing,
    readonly lstm?: LstmPredictor,
  ) {
    this.vocabulary = mixing.vocabulary;
    // Another blend may have stood anywhere.
    mixing.returnToKeptPlace();
    this.#reader = new MixingReader(mixing);
  }

  get contextBytes(): number {
    return (this.lstm?.contextBytes ?? 0) + 4 * this.vocabulary.size + pathBytes;
  }

  start({ adapted, below }: OfDocument = {}): BlendContext {
    return this.#context(emptyPath, this.lstm?.start(adapted), below);
  }

  async advance(
    contexts: readonly BlendContext[],
    tokens: readonly Token[],
    expected?: Expected,
  ): Promise<BlendContext[]> {
    if (contexts.length !== tokens.length) {
      throw new RangeError(`${contexts.length} contexts cannot advance by ${tokens.length} tokens.`);
    }
    const paths = contexts.map(({ path }, index) => extendPath(path, Uint8Array.of(tokens[index] as Token)));
    const matched: Expected = (index) => this.#matched(paths[index] as TextPath);
    const lstms = await this.lstm?.advance(contexts.map(lstmOf), tokens, expected ?? matched);
    return paths.map((path, index) => this.#context(path, lstms?.[index], contexts[index]?.below));
  }

  /** How the text goes on if it goes on as where it was seen before. */
  #matched(path: TextPath): Uint8Array {
    this.#reader.moveTo(path);
    return this.mixing.expected(longestAhead);
  }

  async read(context: BlendContext, tokens: Uint8Array, signal?: AbortSignal): Promise<BlendContext> {
    if (tokens.length === 0) return context;
    const lstm = await this.lstm?.read(lstmOf(context), tokens, signal);
    return this.#context(extendPath(context.path, tokens), lstm, context.below);
  }

  /**
   * Learns how a text goes on: each token is predicted, then learned, by the network too where the text has an output
   * layer of its own. The process does little else until it is done: some 20 microseconds a token and what the LSTM
   * takes, so give it a line or two where somebody waits.
   */
  async learn(context: BlendContext, tokens: Uint8Array, signal?: AbortSignal): Promise<Learned> {
    const costs = new Float32Array(tokens.length);
    let before = context;
    for await (const piece of this.#pieces(context, tokens, signal)) {
      const below = context.below?.expectedAlong(before.path, piece.tokens);
      this.#reader.moveTo(before.path);
      for (const [index, token] of piece.tokens.entries()) {
        this.#setExperts(piece.expected?.[index], below?.[index]);
        costs[piece.start + index] = this.#reader.learn(token);
      }
      this.#learned += 1;
      before = this.#context(extendPath(before.path, piece.tokens), piece.lstm, context.below);
      this.#reader.learnedTo(before.path);
    }
    return { context: before, costs };
  }

  /**
   * Learns a piece of a text of the workspace without asking the LSTM, which was trained on it and would seem better
   * than it is. Pieces of one text come one after another, the first of them with the text's path.
   */
  learnTraining(tokens: Uint8Array): void {
    this.#learned += 1;
    this.#reader.returnToLearned();
    for (const token of tokens) this.#reader.learn(token);
    this.#reader.learnedTo(undefined);
  }

  /** Makes the mixing stand where learned text ends, as it is to be stored. */
  settle(): void {
    this.#reader.returnToLearned();
  }

  /** Goes back to what was learned when it was stored. */
  restore(saved: Uint8Array): void {
    this.#learned += 1;
    this.mixing.restore(saved);
    this.mixing.returnToKeptPlace();
    this.#reader.forget();
  }

  async *#pieces(
    context: BlendContext,
    tokens: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<{
    readonly start: number;
    readonly tokens: Uint8Array;
    /** What the LSTM expected in place of each token. */
    readonly expected: readonly Float32Array[] | undefined;
    readonly lstm: LstmContext | undefined;
  }> {
    if (this.lstm === undefined) {
      if (tokens.length > 0) yield { start: 0, tokens, expected: undefined, lstm: undefined };
      return;
    }
    let start = 0;
    for await (const { context: lstm, expected } of this.lstm.learn(lstmOf(context), tokens, signal)) {
      const piece = tokens.subarray(start, start + expected.length);
      yield { start, tokens: piece, expected, lstm };
      start += piece.length;
    }
  }

  #distribution(context: BlendContext): Float32Array {
    const probabilities = new Float32Array(this.vocabulary.size);
    if (context.path.length === 0) {
      // Every text starts with this token.
      probabilities[this.vocabulary.startOfPath] = 1;
      return probabilities;
    }
    this.#standAt(context);
    this.mixing.distribution(probabilities, negligible);
    return probabilities;
  }

  #probabilityOf(context: BlendContext, token: Token): number {
    if (context.path.length === 0) return token === this.vocabulary.startOfPath ? 1 : 0;
    this.#standAt(context);
    return this.mixing.probability(token);
  }

  #standAt({ path, lstm, below }: BlendContext): void {
    this.#reader.moveTo(path);
    // The mixing may stand here since it was asked when something else stood below.
    this.mixing.silenceExperts();
    this.#setExperts(lstm?.probabilities, below?.expectedAfter(path));
  }

  /** Tells the mixing what the network and the text below expect next. */
  #setExperts(network: Float32Array | undefined, below: Float32Array | undefined): void {
    if (network !== undefined) this.mixing.setExpert(0, network);
    if (below !== undefined) this.mixing.setExpert(1, below);
  }

  #context(path: TextPath, lstm: LstmContext | undefined, below: TextBelow | undefined): BlendContext {
    return new LazyContext(path, lstm, below, this.#ofContexts);
  }
}

function lstmOf({ lstm }: BlendContext): LstmContext {
  if (lstm === undefined) throw new RangeError('This context comes from a blend without an LSTM.');
  return lstm;
}
