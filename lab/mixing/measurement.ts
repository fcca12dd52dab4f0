/** What the context mixing pays for held-out files, alone and with a network as one more expert. */
import { TextBelow } from '@house-style/model/blend/text-below';
import { emptyPath, extendPath, type TextPath } from '@house-style/model/blend/text-path';
import { softmax, type Lstm } from '@house-style/model/lstm/lstm';
import { ContextMixing, type MixingOptions } from '@house-style/model/mixing/context-mixing';
import { sizesFor, type Sizes } from '@house-style/model/mixing/sizes';
import { bodyOf, type Corpus, type CorpusFile } from '@house-style/corpus/corpus';
import type { Protocol } from '../quality/yardsticks';

export interface Learning {
  readonly mixing: ContextMixing;
  readonly sizes: Sizes;
  /** Of one core; processor time, because others may use the machine. */
  readonly secondsPerMegabyte: number;
}

/** Learns the training files, in path order, as the inference process does. */
export function learnTraining(corpus: Corpus, options: MixingOptions = {}): Learning {
  const counts = Array.from({ length: corpus.vocabulary.size }, () => 0);
  let tokens = 0;
  for (const file of corpus.training) {
    tokens += file.tokens.length;
    for (const token of file.tokens) counts[token] = (counts[token] ?? 0) + 1;
  }
  const sizes = sizesFor(tokens);
  const mixing = new ContextMixing(corpus.vocabulary, counts, sizes, options);
  const seconds = processorSeconds();
  for (const file of corpus.training) for (const token of file.tokens) mixing.learn(token);
  return { mixing, sizes, secondsPerMegabyte: ((processorSeconds() - seconds) / tokens) * 1e6 };
}

export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What a network predicts for each token of a file but the first, `[tokens − 1][vocabulary]`. */
export type Expert = (file: CorpusFile) => Promise<Float32Array>;

/** The network's distributions, computed as the inference process does and kept for the next protocol. */
export function networkExpert(lstm: Lstm): Expert {
  const known = new Map<string, Float32Array>();
  return async (file) => {
    const found = known.get(file.path);
    if (found) return found;
    const { size } = lstm.vocabulary;
    const distributions = new Float32Array((file.tokens.length - 1) * size);
    for await (const { logits, start } of lstm.read(file.tokens.subarray(0, -1))) {
      for (let step = 0; step * size < logits.length; step++) {
        distributions.set(softmax(logits.subarray(step * size, (step + 1) * size)), (start + step) * size);
      }
    }
    known.set(file.path, distributions);
    return distributions;
  };
}

export interface Cost {
  readonly bitsPerCharacter: number;
  readonly microsecondsPerToken: number;
  /** By path. */
  readonly files: Readonly<Record<string, number>>;
}

/** Is called before each token of a body is learned. */
export type Observer = (mixing: ContextMixing, token: number) => void;

/** What a measurement hears, and whom it tells. */
export interface Listening {
  readonly expert?: Expert | undefined;
  readonly observe?: Observer;
  /** Whether the rest of the file stands below the line that is predicted, as in the replay's `insert`. */
  readonly below?: boolean;
}

/**
 * Predicts and learns every held-out file, token by token, as `docs/metrics.md` defines it.
 *
 * @param start what `save` gave after the training files; the mixing is left in that state again.
 */
export async function costOfHeldOut(
  corpus: Corpus,
  mixing: ContextMixing,
  start: Uint8Array,
  protocol: Protocol,
  { expert, observe, below = false }: Listening = {},
): Promise<Cost> {
  const files: Record<string, number> = {};
  let bits = 0;
  let tokens = 0;
  let seconds = 0;
  for (const file of corpus.heldOut) {
    const distributions = await expert?.(file);
    if (protocol === 'fileByFile') mixing.restore(start);
    const before = processorSeconds();
    const cost = costOf(file, mixing, distributions, observe, below);
    seconds += processorSeconds() - before;
    tokens += file.tokens.length;
    files[file.path] = cost / file.characters;
    bits += cost;
  }
  mixing.restore(start);
  return { bitsPerCharacter: bits / corpus.heldOutCharacters, microsecondsPerToken: (seconds / tokens) * 1e6, files };
}

/** Bits of a file's body. */
function costOf(
  file: CorpusFile,
  mixing: ContextMixing,
  distributions: Float32Array | undefined,
  observe: Observer | undefined,
  below: boolean,
): number {
  const { tokens } = file;
  const { size, startOfBody } = mixing.vocabulary;
  const body = tokens.indexOf(startOfBody) + 1;
  const expectedBelow = below ? lineByLine(file, mixing) : undefined;
  let bits = 0;
  for (const [index, token] of tokens.entries()) {
    if (distributions && index > 0) mixing.setExpert(0, distributions.subarray((index - 1) * size, index * size));
    const isBody = index >= body && index < tokens.length - 1;
    if (isBody) observe?.(mixing, token);
    const expected = expectedBelow?.(token, isBody);
    if (expected) mixing.setExpert(1, expected);
    const cost = mixing.learn(token);
    if (isBody) bits += cost;
  }
  return bits;
}

/** To be called with each token of a file in turn; tells what the lines below expected in its place. */
function lineByLine(
  file: CorpusFile,
  { vocabulary }: ContextMixing,
): (token: number, isBody: boolean) => Float32Array | undefined {
  const below = new TextBelow(vocabulary, new Set());
  const text = bodyOf(file, vocabulary);
  const [lineFeed] = vocabulary.encode('\n');
  let path: TextPath = emptyPath;
  let line = 0;
  below.update(text, line);
  return (token, isBody) => {
    const expected = isBody ? below.expectedAfter(path) : undefined;
    path = extendPath(path, Uint8Array.of(token));
    if (isBody && token === lineFeed) {
      line = text.indexOf('\n', line) + 1;
      below.update(text, line);
    }
    return expected;
  };
}
