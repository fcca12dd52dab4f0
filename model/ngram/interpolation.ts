/** From exact counts of what followed each suffix of a prefix to one distribution. */

/** An index of what followed each suffix of a prefix, after the prefix was looked up. */
export interface SuffixCounts {
  /** How often the suffix of a length occurs. */
  occurrences(length: number): number;
  /** How often each token followed it, `[vocabulary]`; good until the next call. */
  counts(length: number): Int32Array;
}

/**
 * The suffixes of a prefix that occur are blended from the shortest to the longest, each by how often it occurs and by
 * how many different tokens followed it: p = (counts + w · p shorter) / (occurrences + w), with w the number of
 * different followers (interpolated Witten-Bell smoothing, S. Chen and J. Goodman, "An Empirical Study of Smoothing
 * Techniques for Language Modeling", 1996, section 2.4), made smaller for long suffixes: what followed a whole line
 * once is more telling than what followed three letters once.
 *
 * @param longest length of the longest suffix that occurs.
 * @param tellingLength from this length on, a suffix is trusted in proportion to its length.
 * @returns probabilities, `[vocabulary]`.
 */
export function interpolate(
  index: SuffixCounts,
  longest: number,
  tellingLength: number,
  vocabulary: number,
): Float32Array {
  const probabilities = new Float32Array(vocabulary);
  // From the longest on, as the index counts cheapest; what is left of the whole goes to the shorter ones.
  let left = 1;
  let longer = 0;
  for (let length = longest; length >= 0; length--) {
    // Equally many occurrences are the same ones: only the longest suffix of each kind counts, and says the most.
    const occurrences = index.occurrences(length);
    if (occurrences === longer) continue;
    longer = occurrences;
    const counts = index.counts(length);
    let total = 0;
    let followers = 0;
    for (const count of counts) {
      total += count;
      if (count > 0) followers += 1;
    }
    if (total === 0) continue;
    const shorter = followers * Math.min(1, tellingLength / Math.max(1, length));
    const share = left / (total + shorter);
    for (let token = 0; token < vocabulary; token++) {
      probabilities[token] = (probabilities[token] as number) + share * (counts[token] as number);
    }
    left = share * shorter;
  }
  for (let token = 0; token < vocabulary; token++) {
    probabilities[token] = (probabilities[token] as number) + left / vocabulary;
  }
  return probabilities;
}
