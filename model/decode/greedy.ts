/**
 * Greedy decoding to the end of the line: at each step the likeliest token, for as long as the whole suggestion is
 * likely enough to be right.
 */
import { TokenDecoder, type Token, type Vocabulary } from '../vocabulary';
import { Spelling } from './half-bytes';
import type { Context, Predictor } from './predictor';

/** Why decoding ended. */
export type Stop = 'line-end' | 'end-of-file' | 'unsure' | 'maximum';

export interface Decoded {
  readonly text: string;
  /** Probability that all of `text` is right: the product over its tokens. */
  readonly confidence: number;
  readonly stop: Stop;
}

export interface GreedyOptions {
  /** Different first tokens to try, likeliest first. */
  readonly branches: number;
  /** Decoding ends before the product of probabilities falls under this. */
  readonly minimumConfidence: number;
  readonly maximumTokens: number;
}

/** One candidate while it grows. */
interface Branch<C> {
  context: C;
  /** The token that comes next, and how likely it is here. */
  next: { readonly token: Token; readonly probability: number };
  spelling: Spelling;
  readonly decoder: TokenDecoder;
  text: string;
  /** Of all tokens so far, those of a character that is not yet spelled out included. */
  probability: number;
  /** Of `text`. */
  confidence: number;
  stop: Stop | undefined;
}

/**
 * Continues a text by at most the rest of its line.
 *
 * @returns one result for each branch, in order of its first token's probability; texts may be empty.
 */
export async function decodeGreedily<C extends Context>(
  predictor: Predictor<C>,
  context: C,
  options: GreedyOptions,
  signal?: AbortSignal,
): Promise<Decoded[]> {
  const { vocabulary } = predictor;
  const branches = likeliest(vocabulary, context.probabilities, new Spelling(vocabulary), options.branches).map(
    (next): Branch<C> => ({
      context,
      next,
      spelling: new Spelling(vocabulary),
      decoder: new TokenDecoder(vocabulary),
      text: '',
      probability: 1,
      confidence: 1,
      stop: undefined,
    }),
  );
  for (let length = 0; ; length++) {
    for (const branch of branches) branch.stop ??= stopBefore(vocabulary, branch, length, options);
    const growing = branches.filter(({ stop }) => stop === undefined);
    if (growing.length === 0) break;
    signal?.throwIfAborted();
    const contexts = await predictor.advance(
      growing.map((branch) => branch.context),
      growing.map((branch) => branch.next.token),
    );
    for (const [index, branch] of growing.entries()) grow(vocabulary, branch, contexts[index] as C);
  }
  return branches.map(({ text, confidence, stop }) => ({ text, confidence, stop: stop ?? 'maximum' }));
}

/** Whether a branch ends before its next token, and why. */
function stopBefore<C>(
  vocabulary: Vocabulary,
  { next, probability }: Branch<C>,
  length: number,
  { minimumConfidence, maximumTokens }: GreedyOptions,
): Stop | undefined {
  if (next.token === vocabulary.endOfFile) return 'end-of-file';
  const character = vocabulary.character(next.token);
  if (character === '\n' || character === '\r') return 'line-end';
  if (probability * next.probability < minimumConfidence) return 'unsure';
  return length >= maximumTokens ? 'maximum' : undefined;
}

/** Takes the next token in, and chooses the one after it. */
function grow<C extends Context>(vocabulary: Vocabulary, branch: Branch<C>, context: C): void {
  branch.text += branch.decoder.push(branch.next.token);
  branch.spelling = branch.spelling.push(branch.next.token);
  branch.probability *= branch.next.probability;
  if (!branch.spelling.incomplete) branch.confidence = branch.probability;
  branch.context = context;
  const [next] = likeliest(vocabulary, context.probabilities, branch.spelling, 1);
  if (next === undefined) branch.stop = 'unsure';
  else branch.next = next;
}

/** The likeliest tokens that may come next, likeliest first, those of no probability left out. */
export function likeliest(
  vocabulary: Vocabulary,
  probabilities: Float32Array,
  spelling: Spelling,
  count: number,
): { readonly token: Token; readonly probability: number }[] {
  const best: { token: Token; probability: number }[] = [];
  for (let token = 0; token < vocabulary.size; token++) {
    const probability = probabilities[token] as number;
    const last = best.length === count ? best[count - 1] : undefined;
    if (!(probability > (last?.probability ?? 0)) || !spelling.allows(token)) continue;
    if (last !== undefined) best.pop();
    const place = best.findIndex((other) => probability > other.probability);
    best.splice(place < 0 ? best.length : place, 0, { token, probability });
  }
  return best;
}
