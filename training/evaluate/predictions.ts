import { TokenDecoder, type Token, type Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import type { CorpusFile } from '@house-style/corpus/corpus';

/** What is measured: the network alone, the contexts without it, both together. */
export type Expert = 'lstm' | 'ngram' | 'blend';

/** What was expected at each place of a file's body, and what that cost. */
export interface Predictions {
  readonly path: string;
  /** The body's characters (Unicode code points). */
  readonly text: readonly string[];
  /** What each character cost: −log2 of the probability of all tokens that spell it, `[characters]`. */
  readonly bits: Float32Array;
  /**
   * The same by the distribution that is decoded from, `[characters]`: there nothing is learned between the decisions that
   * spell a token, and branches that no decoder takes share what there is.
   */
  readonly decodedBits: Float32Array;
  /** Probability of the token that was thought likeliest, `[tokens]`. */
  readonly confidence: Float32Array;
  /** 1 where that token came, `[tokens]`. */
  readonly right: Uint8Array;
}

/** Takes down the predictions of one file's body, token by token. */
export class PredictionRecorder {
  readonly #decoder: TokenDecoder;
  readonly #text: string[] = [];
  readonly #bits: number[] = [];
  readonly #decodedBits: number[] = [];
  readonly #confidence: number[] = [];
  readonly #right: number[] = [];
  /** Of the tokens of a character that is spelled only in part. */
  #bitsSoFar = 0;
  #decodedSoFar = 0;

  constructor(
    private readonly path: string,
    vocabulary: Vocabulary,
  ) {
    this.#decoder = new TokenDecoder(vocabulary);
  }

  /**
   * @param token that came.
   * @param probabilities of each token before it came, `[vocabulary]`.
   * @param bits that it cost, where that is known more exactly than from its probability.
   */
  add(token: Token, probabilities: Float32Array, bits?: number): void {
    const decoded = -Math.log2(probabilities[token] as number);
    let likeliest = 0;
    for (let other = 1; other < probabilities.length; other++) {
      if ((probabilities[other] as number) > (probabilities[likeliest] as number)) likeliest = other;
    }
    this.#confidence.push(probabilities[likeliest] as number);
    this.#right.push(likeliest === token ? 1 : 0);
    this.#bitsSoFar += bits ?? decoded;
    this.#decodedSoFar += decoded;
    const completed = this.#decoder.push(token);
    if (this.#decoder.incomplete) return;
    this.#text.push(completed);
    this.#bits.push(this.#bitsSoFar);
    this.#decodedBits.push(this.#decodedSoFar);
    this.#bitsSoFar = 0;
    this.#decodedSoFar = 0;
  }

  finish(): Predictions {
    return {
      path: this.path,
      text: this.#text,
      bits: Float32Array.from(this.#bits),
      decodedBits: Float32Array.from(this.#decodedBits),
      confidence: Float32Array.from(this.#confidence),
      right: Uint8Array.from(this.#right),
    };
  }
}

/** A file's tokens as a reader meets them: what is given, and what is to be predicted. */
export function partsOf({ tokens }: CorpusFile, vocabulary: Vocabulary): { header: Uint8Array; body: Uint8Array } {
  const body = tokens.indexOf(vocabulary.startOfBody) + 1;
  return { header: tokens.subarray(0, body), body: tokens.subarray(body, -1) };
}

/** Share of the tokens that were thought likeliest, 0 to 1; null where there is none. */
export function shareExpected(predictions: readonly Predictions[]): number | null {
  let [right, tokens] = [0, 0];
  for (const file of predictions) {
    for (const one of file.right) right += one;
    tokens += file.right.length;
  }
  return tokens === 0 ? null : right / tokens;
}

/** Null where there is no character. */
export function meanBits(
  predictions: readonly Predictions[],
  bitsOf: (file: Predictions) => Float32Array = (file) => file.bits,
): number | null {
  const all = totals(predictions, bitsOf);
  const characters = all.reduce((sum, file) => sum + file.characters, 0);
  return characters === 0 ? null : all.reduce((sum, file) => sum + file.bits, 0) / characters;
}

/** What each file costs altogether. */
export function totals(
  predictions: readonly Predictions[],
  bitsOf: (file: Predictions) => Float32Array = (file) => file.bits,
): readonly { readonly bits: number; readonly characters: number }[] {
  return predictions.map((file) => {
    const costs = bitsOf(file);
    return { bits: costs.reduce((sum, cost) => sum + cost, 0), characters: costs.length };
  });
}
