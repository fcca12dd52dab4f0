/** What a network expects after each token of a text, and what each token costs. */
import { type Expectation, likeliestCount } from '@house-style/protocol/inspection';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';

export class Expectations {
  /** Of each token, given all before it. */
  readonly bits: Float32Array;
  readonly #tokens: Uint8Array;
  readonly #probabilities: Float32Array;
  /** Of the place that is looked at, `[vocabulary]`. */
  readonly #weights: Float32Array;

  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly text: Uint8Array,
  ) {
    this.bits = new Float32Array(text.length);
    this.#tokens = new Uint8Array(text.length * likeliestCount);
    this.#weights = new Float32Array(vocabulary.size);
    this.#probabilities = new Float32Array(text.length * likeliestCount);
  }

  /** Keeps what is expected after a token. @param logits `[vocabulary]`. @param at −1 for what stands before the text. */
  keep(at: number, logits: Float32Array): void {
    let peak = -Infinity;
    for (const logit of logits) if (logit > peak) peak = logit;
    const weights = this.#weights;
    let sum = 0;
    for (let token = 0; token < logits.length; token++) {
      const weight = powerOfTwo(((logits[token] as number) - peak) * Math.LOG2E);
      weights[token] = weight;
      sum += weight;
    }
    const next = this.text[at + 1];
    if (next !== undefined) this.bits[at + 1] = (peak - (logits[next] as number)) * Math.LOG2E + Math.log2(sum);
    if (at < 0) return;
    const best = likeliestTokens(this.vocabulary, weights);
    for (const [place, token] of best.entries()) {
      this.#tokens[at * likeliestCount + place] = token;
      this.#probabilities[at * likeliestCount + place] = (weights[token] as number) / sum;
    }
  }

  /** The likeliest characters after a token, the likeliest first. */
  after(at: number): Expectation[] {
    return Array.from({ length: likeliestCount }, (_, place) => ({
      character: nameOf(this.vocabulary, this.#tokens[at * likeliestCount + place] as Token),
      probability: this.#probabilities[at * likeliestCount + place] as number,
    })).filter(({ probability }) => probability > 0);
  }
}

/** 2⁰, 2⁻¹, 2⁻² and so on; what is smaller is nothing beside the likeliest. */
const halves = Float64Array.from({ length: 48 }, (_, exponent) => 2 ** -exponent);

/**
 * 2 to the power of a number that is not above zero, to within 2 · 10⁻⁷ of itself: the library's own takes several times as
 * long, and a long text has millions. The polynomial is that of e^(x·ln 2) around −1/2, over an interval of 1.
 */
function powerOfTwo(exponent: number): number {
  const whole = -Math.ceil(exponent);
  if (!(whole < halves.length)) return 0;
  const x = (exponent + whole + 0.5) * Math.LN2;
  const power = 1 + x * (1 + x * (1 / 2 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x * (1 / 720))))));
  return (halves[whole] as number) * Math.SQRT1_2 * power;
}

/** The likeliest characters of a distribution over tokens, `[vocabulary]`, the likeliest first. */
export function likeliest(vocabulary: Vocabulary, probabilities: Float32Array): Expectation[] {
  const weights = probabilities.slice();
  return likeliestTokens(vocabulary, weights).map((token) => ({
    character: nameOf(vocabulary, token),
    probability: weights[token] as number,
  }));
}

/**
 * Of the weights of tokens those of the likeliest characters. All half bytes that may begin the spelling of a character
 * without a token of its own count together, as the first of them, whose weight is changed to theirs.
 */
function likeliestTokens(vocabulary: Vocabulary, weights: Float32Array): Token[] {
  const spelled = vocabulary.halfByte(0);
  for (let value = 1; value < 16; value++) {
    const token = vocabulary.halfByte(value);
    (weights[spelled] as number) += weights[token] as number;
    weights[token] = 0;
  }
  weights[vocabulary.startOfPath] = 0;
  weights[vocabulary.startOfBody] = 0;
  const best: Token[] = [];
  let least = 0;
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] as number;
    if (weight <= least) continue;
    const place = best.findIndex((other) => weight > (weights[other] as number));
    best.splice(place < 0 ? best.length : place, 0, token);
    if (best.length > likeliestCount) best.pop();
    if (best.length === likeliestCount) least = weights[best[likeliestCount - 1] as Token] as number;
  }
  return best;
}

function nameOf(vocabulary: Vocabulary, token: Token): Expectation['character'] {
  if (token === vocabulary.endOfFile) return { kind: 'end-of-file' };
  return vocabulary.character(token) ?? { kind: 'any-other' };
}
