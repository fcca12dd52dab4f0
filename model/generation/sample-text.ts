/** Writes a text in the style of what was learned, conditioned on its path alone, character by character. */
import { Spelling } from '../vocabulary/spelling';
import type { Context, Predictor } from '../predictor';
import { randomNumbers } from './random';
import { sampleToken } from './sampling';
import { Failure } from '@house-style/protocol/failure';
import type { EndOfText } from '@house-style/protocol/generated-file';
import { TokenDecoder } from '../vocabulary/vocabulary';

export interface SamplingOfText {
  /** Workspace-relative, forward slashes; it decides what kind of file comes out. */
  readonly path: string;
  /** Text that the file starts with; it is not given back. */
  readonly start?: string;
  /** Probabilities are raised to 1 / temperature; 0 always takes the likeliest character. */
  readonly temperature: number;
  /** Only the likeliest tokens that together reach this probability are drawn from; 1, all of them, by default. */
  readonly topP?: number;
  /** The same seed, model and options give the same text. A whole number. */
  readonly seed: number;
  readonly maximumCharacters: number;
  readonly signal?: AbortSignal;
}

/**
 * @returns the text piece by piece as it is written, each of at least one character; then why it ended.
 * @throws Failure `usage` for options outside their range.
 */
export async function* sampleText<C extends Context>(
  predictor: Predictor<C>,
  options: SamplingOfText,
): AsyncGenerator<string, EndOfText, undefined> {
  checkOptions(options);
  const { path, start = '', temperature, topP = 1, seed, maximumCharacters, signal } = options;
  const { vocabulary } = predictor;
  const random = randomNumbers(seed);
  const decoder = new TokenDecoder(vocabulary);
  let spelling = new Spelling(vocabulary);
  try {
    let context = await predictor.read(predictor.start(), vocabulary.encodeHeader(path), signal);
    context = await predictor.read(context, vocabulary.encode(start), signal);
    for (let characters = 0; characters < maximumCharacters;) {
      if (signal?.aborted) return 'cancelled';
      const draw = random();
      const token = sampleToken(vocabulary, context.probabilities, spelling, { temperature, topP }, draw);
      if (token === undefined || token === vocabulary.endOfFile) return 'end-of-file';
      spelling = spelling.push(token);
      const text = decoder.push(token);
      if (text !== '') {
        yield text;
        characters += 1;
      }
      [context] = (await predictor.advance([context], [token])) as [C];
    }
    return 'maximum';
  } catch (error) {
    if (signal?.aborted) return 'cancelled';
    throw error;
  }
}

function checkOptions({ temperature, topP = 1, seed, maximumCharacters }: SamplingOfText): void {
  if (!(temperature >= 0 && temperature <= 10)) {
    throw new Failure('usage', `The temperature must lie between 0 and 10, not at ${temperature}.`);
  }
  if (!(topP > 0 && topP <= 1)) throw new Failure('usage', `The top-p must lie above 0 and up to 1, not at ${topP}.`);
  if (!Number.isSafeInteger(seed)) throw new Failure('usage', `The seed must be a whole number, not ${seed}.`);
  if (!(Number.isSafeInteger(maximumCharacters) && maximumCharacters >= 0)) {
    throw new Failure('usage', `The maximum of characters must be a whole number from 0, not ${maximumCharacters}.`);
  }
}
