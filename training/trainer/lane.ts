import type { Window } from '../network/step';
import type { Text } from './segments';

/** The arrays of one batch, to be filled lane by lane. */
export interface BatchArrays {
  readonly inputs: Uint8Array;
  readonly targets: Uint8Array;
  readonly weights: Float32Array;
  readonly carry: Float32Array;
}

export function emptyBatch({ time, batch }: Window): BatchArrays {
  return {
    inputs: new Uint8Array(time * batch),
    targets: new Uint8Array(time * batch),
    weights: new Float32Array(time * batch),
    carry: new Float32Array(batch),
  };
}

/**
 * Writes one window of a text into a lane of the batch: the tokens from `offset` on as inputs, each one's successor as
 * its target. Past the text's end everything stays zero, weights included.
 *
 * @returns how many targets count.
 */
export function fillLane(
  arrays: BatchArrays,
  { time, batch }: Window,
  lane: number,
  text: Text,
  offset: number,
): number {
  const { tokens, counts } = text;
  const steps = Math.min(time, tokens.length - 1 - offset);
  let counted = 0;
  for (let step = 0; step < steps; step++) {
    const index = step * batch + lane;
    const target = offset + step + 1;
    arrays.inputs[index] = tokens[target - 1] as number;
    arrays.targets[index] = tokens[target] as number;
    const count = counts[target] as number;
    arrays.weights[index] = count;
    counted += count;
  }
  arrays.carry[lane] = offset > 0 ? 1 : 0;
  return counted;
}
