import type { Network } from '@house-style/model/network';
import { randomSequence } from '../random';

/**
 * Variational dropout masks for one step (Gal & Ghahramani 2016), `[hidden, batch]` for each layer; none without
 * dropout. Drawn from seed and step alone, so that a repeated step drops the same units on any device.
 */
export function dropoutMasks({ dropout, hidden }: Network, batch: number, seed: number, step: number): Float32Array[] {
  if (dropout === 0) return [];
  const random = randomSequence(seed, 'dropout', step);
  const kept = 1 / (1 - dropout);
  // The generator gives signed 32-bit integers: the lowest `dropout` of their range is dropped.
  const threshold = dropout * 2 ** 32 - 2 ** 31;
  return hidden.map((units) => {
    const mask = new Float32Array(units * batch);
    for (let index = 0; index < mask.length; index++) mask[index] = random.next() < threshold ? 0 : kept;
    return mask;
  });
}
