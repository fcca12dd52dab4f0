import { logSumExp, type Lstm } from '@house-style/model/lstm/lstm';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { bodyStart, type CorpusFile } from '@house-style/corpus/corpus';
import { randomSequence } from '../random';

export interface ColdWindows {
  /** Windows that are drawn, with the same seed always the same. */
  readonly windows: number;
  readonly seed: number;
}

/** nanoGPT's context on its character corpus. */
const windowCharacters = 256;
/** Windows that run side by side. */
const batch = 32;

/**
 * Mean cross-entropy in nats over random windows of 256 characters, each from a cold start: nanoGPT's way of validating.
 * A window's first character is given, the 256 after it are predicted; of everything before the window the network knows
 * only the path of the file.
 *
 * Windows are counted in tokens, which are characters where the vocabulary has all of the text's.
 *
 * @returns undefined where the text is shorter than a window.
 */
export async function coldWindowNats(
  lstm: Lstm,
  file: CorpusFile,
  { windows, seed }: ColdWindows,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const from = bodyStart(file, lstm.vocabulary);
  const header = file.tokens.subarray(0, from);
  // The end of file is no character, and a window needs one before its first target.
  const last = file.tokens.length - 1 - windowCharacters - 1;
  if (last < from) return undefined;
  const random = randomSequence(seed, 'cold-windows', 0);
  const starts = Array.from({ length: windows }, () => uniformInt(random, from, last));
  let nats = 0;
  for (let first = 0; first < starts.length; first += batch) {
    signal?.throwIfAborted();
    const texts = starts
      .slice(first, first + batch)
      .map((start) => file.tokens.subarray(start, start + windowCharacters + 1));
    nats += await natsOf(lstm, header, texts);
  }
  return nats / (windows * windowCharacters);
}

/** Cross-entropy of texts of one length, all but the first token of each, in nats. */
async function natsOf(lstm: Lstm, header: Uint8Array, texts: readonly Uint8Array[]): Promise<number> {
  const sideBySide = (length: number, token: (step: number, text: number) => number): Uint8Array =>
    Uint8Array.from({ length: length * texts.length }, (_, index) =>
      token(Math.floor(index / texts.length), index % texts.length),
    );
  const start = lstm.initialState(texts.length);
  const { state } = await lstm.run(
    sideBySide(header.length, (step) => header[step] as number),
    start,
  );
  const given = sideBySide(windowCharacters, (step, text) => texts[text]?.[step] as number);
  const { logits } = await lstm.run(given, state);
  const size = lstm.vocabulary.size;
  let nats = 0;
  for (let index = 0; index < given.length; index++) {
    const row = logits.subarray(index * size, (index + 1) * size);
    const target = texts[index % texts.length]?.[Math.floor(index / texts.length) + 1] as number;
    nats += logSumExp(row) - (row[target] as number);
  }
  return nats;
}
