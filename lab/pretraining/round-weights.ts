import type { Parameters } from '@house-style/model/network';

/** Bits of a float32's mantissa that are dropped: 10 stay, as in float16. */
const droppedBits = 13;
const half = 1 << (droppedBits - 1);

/**
 * The same parameters to three digits. A file of them is as long and is read as before, but compresses to half: in the
 * repository and in the packaged extension.
 */
export function roundWeights(parameters: Parameters): Parameters {
  return new Map(
    [...parameters].map(([name, parameter]) => {
      const data = parameter.data.slice();
      const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
      for (let index = 0; index < bits.length; index++) {
        bits[index] = ((((bits[index] as number) + half) >>> droppedBits) << droppedBits) >>> 0;
      }
      return [name, { ...parameter, data }];
    }),
  );
}
