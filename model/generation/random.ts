/** Random numbers for drawing characters. */
import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Numbers uniform in [0, 1), the same for the same seed: xoroshiro128+ (Blackman & Vigna 2018). Its state is the first
 * 128 bits of the seed's SHA-256, because from states of mostly zeros, as small seeds are, its first numbers are not
 * random at all.
 */
export function randomNumbers(seed: number): () => number {
  const hash = createHash('sha256').update(String(seed)).digest();
  const state = [0, 4, 8, 12].map((offset) => hash.readInt32LE(offset)) as [number, number, number, number];
  const generator = xoroshiro128plusFromState(state);
  return () => uniformFloat64(generator);
}
