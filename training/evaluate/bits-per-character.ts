import type { Lstm } from '@house-style/model/lstm/lstm';
import { bodyStart, type CorpusFile } from '@house-style/corpus/corpus';

/** What the characters of some files cost, all in all. */
export interface Measurement {
  readonly files: number;
  /** Unicode code points of the files' bodies. */
  readonly characters: number;
  readonly bits: number;
}

export function bitsPerCharacter({ bits, characters }: Measurement): number | null {
  return characters === 0 ? null : bits / characters;
}

/**
 * Bits that the network pays for every character of the files' bodies, as `docs/metrics.md` defines it: each file from
 * the state that its path header leaves, characters outside the vocabulary through all of their half bytes, the end of
 * file not counted.
 *
 * @param onFile is told after each file what was measured so far.
 * @throws what the signal gives as its reason, once it is aborted.
 */
export async function measure(
  lstm: Lstm,
  files: readonly CorpusFile[],
  onFile: (soFar: Measurement) => void = () => undefined,
  signal?: AbortSignal,
): Promise<Measurement> {
  let measured: Measurement = { files: 0, characters: 0, bits: 0 };
  for (const file of files) {
    const costs = await lstm.bits(file.tokens, signal);
    const body = bodyStart(file, lstm.vocabulary);
    // costs[index] is what tokens[index + 1] costs; the last one is the end of file.
    let bits = 0;
    for (let index = body - 1; index < costs.length - 1; index++) bits += costs[index] as number;
    measured = {
      files: measured.files + 1,
      characters: measured.characters + file.characters,
      bits: measured.bits + bits,
    };
    onFile(measured);
  }
  return measured;
}
