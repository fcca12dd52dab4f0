/** Draws how a line goes on, token by token, as the predictor expects it. */
import { type Context, type Predictor, probabilityOf } from '../../predictor';
import { Spelling } from '../../vocabulary/spelling';
import { TokenDecoder } from '../../vocabulary/vocabulary';
import { sampleToken, type SamplingOptions } from '../sampling';

export interface DrawnLine<C> {
  /** Without the line's end. */
  readonly text: string;
  /** What it cost, −log2 of its probability, its end included. */
  readonly bits: number;
  /** After the line's end. */
  readonly context: C;
  /** Whether the file ends here. */
  readonly last: boolean;
}

export interface Drawing extends SamplingOptions {
  readonly random: () => number;
  /** A line that grows longer is given up. */
  readonly maximumCharacters: number;
  readonly signal?: AbortSignal | undefined;
}

/** @returns undefined where the line has no end within reach. */
export async function drawLine<C extends Context>(
  predictor: Predictor<C>,
  start: C,
  { random, maximumCharacters, signal, ...sampling }: Drawing,
): Promise<DrawnLine<C> | undefined> {
  const { vocabulary } = predictor;
  const decoder = new TokenDecoder(vocabulary);
  let spelling = new Spelling(vocabulary);
  let [text, bits, context] = ['', 0, start];
  for (let characters = 0; characters < maximumCharacters; characters++) {
    signal?.throwIfAborted();
    const token = sampleToken(vocabulary, context.probabilities, spelling, sampling, random());
    if (token === undefined) return undefined;
    bits -= Math.log2(context.probabilities[token] as number);
    if (token === vocabulary.endOfFile) return { text, bits, context, last: true };
    spelling = spelling.push(token);
    const piece = decoder.push(token);
    [context] = (await predictor.advance([context], [token])) as [C];
    if (piece === '\n') return { text, bits, context, last: false };
    text += piece;
  }
  return undefined;
}

/** What a text costs where it is expected, bits. */
export async function costOf<C extends Context>(
  predictor: Predictor<C>,
  start: C,
  text: string,
  signal?: AbortSignal,
): Promise<{ readonly bits: number; readonly context: C }> {
  const tokens = predictor.vocabulary.encode(text);
  let [bits, context] = [0, start];
  for (const [index, token] of tokens.entries()) {
    signal?.throwIfAborted();
    bits -= Math.log2(Math.max(1e-9, probabilityOf(context, token)));
    [context] = (await predictor.advance([context], [token], () => tokens.subarray(index + 1))) as [C];
  }
  return { bits, context };
}
