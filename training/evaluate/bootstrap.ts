/** How sure a mean over files is: what other files of the same kind might have given. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { randomSequence } from '../random';

const resamples = 2000;
/** Of the resamples, 95 % lie between. */
const tail = 0.025;

/**
 * The percentile interval of a ratio of sums, by the bootstrap (Efron & Tibshirani 1993, chapter 13): files are drawn with
 * replacement, whole. The same files always give the same interval.
 *
 * @returns null where there are fewer than two files, of which nothing can be told.
 */
export function intervalOf(
  files: readonly { readonly part: number; readonly whole: number }[],
): readonly [low: number, high: number] | null {
  if (files.length < 2) return null;
  const random = randomSequence(1, 'resampling', files.length);
  const ratios = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    let [part, whole] = [0, 0];
    let left = files.length;
    while (left-- > 0) {
      const file = files[uniformInt(random, 0, files.length - 1)] as (typeof files)[number];
      part += file.part;
      whole += file.whole;
    }
    ratios[resample] = part / whole;
  }
  ratios.sort();
  return [ratios[Math.floor(tail * resamples)] as number, ratios[Math.ceil((1 - tail) * resamples) - 1] as number];
}
