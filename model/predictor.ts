/**
 * What decoding needs to know of whatever predicts text.
 *
 * A context is a place in a text together with all that predicts from there; it never changes, so a decoder may branch
 * from it as often as it likes. The bare network is one predictor; a blend of several experts is another, whose context
 * also holds the experts' places and the mixer's state.
 */
import type { Token, Vocabulary } from './vocabulary/vocabulary';

export interface Context {
  /** Probability of each token to come next, `[vocabulary]`. */
  readonly probabilities: Float32Array;
  /** That of one token, where it alone is cheaper than all of them. */
  probabilityOf?(token: Token): number;
}

/**
 * Tokens that will probably be asked about next, one after the other, after the context of this index. A predictor may
 * read them in one go with the token that is asked about; it never answers otherwise because of them.
 */
export type Expected = (index: number) => Uint8Array;

export interface Predictor<C extends Context = Context> {
  readonly vocabulary: Vocabulary;
  /** Memory that one kept context takes. */
  readonly contextBytes: number;
  /** The context before any text. */
  start(): C;
  /** The context after each context's token. As many tokens as contexts. */
  advance(contexts: readonly C[], tokens: readonly Token[], expected?: Expected): Promise<C[]>;
  /**
   * Told before each completion where the cursor is, for what stands behind it.
   *
   * @param offset code units.
   */
  lookAround?(text: string, offset: number): void;
  /** The context after a longer text, read in pieces between which the event loop turns. */
  read(context: C, tokens: Uint8Array, signal?: AbortSignal): Promise<C>;
}

/** Probability of one token to come next. */
export function probabilityOf(context: Context, token: Token): number {
  return context.probabilityOf?.(token) ?? (context.probabilities[token] as number);
}
