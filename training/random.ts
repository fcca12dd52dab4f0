import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** What random numbers are drawn for; each purpose has sequences of its own. */
export type Purpose =
  | 'initial-weights'
  | 'file-order'
  | 'dropout'
  | 'validation-sample'
  | 'sample'
  | 'nested-parentheses'
  | 'cold-windows'
  | 'resampling';

/**
 * The random sequence number `index` of a run: xoroshiro128+ (Blackman & Vigna 2018), whose 128 bits of state are the
 * first bits of SHA-256 over seed, purpose and index.
 *
 * A run's randomness is thus a pure function of the seed and of where the run is. A checkpoint stores no generator: the
 * seed, the step and the epoch say it all.
 */
export function randomSequence(seed: number, purpose: Purpose, index: number): RandomGenerator {
  const hash = createHash('sha256').update(`${seed}/${purpose}/${index}`).digest();
  return xoroshiro128plusFromState([
    hash.readInt32LE(0),
    hash.readInt32LE(4),
    hash.readInt32LE(8),
    hash.readInt32LE(12),
  ]);
}

/** The numbers from 0 to below `count` in random order (Fisher & Yates). */
export function shuffled(count: number, random: RandomGenerator): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    const moved = order[last] as number;
    order[last] = order[other] as number;
    order[other] = moved;
  }
  return order;
}
