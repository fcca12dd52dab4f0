/**
 * A predictor for tests that is sure of what it often saw and unsure of the rest: what followed the ends of the text so
 * far in a training text, the longer the end, the surer (Witten & Bell 1991, method C: each length's counts are mixed
 * with the shorter one's prediction, which weighs as much as there were different followers).
 */
import type { Token } from '../vocabulary/vocabulary';
import { HistoryPredictor, longestMatch } from './history-predictor';

export class BackoffPredictor extends HistoryPredictor {
  protected override predict(history: readonly Token[]): Float32Array {
    const size = this.vocabulary.size;
    const counts = Array.from({ length: longestMatch + 1 }, () => new Float32Array(size));
    for (let end = 0; end < this.training.length; end++) {
      const row = counts[this.#match(history, end)] as Float32Array;
      const followed = this.training[end] as Token;
      row[followed] = (row[followed] as number) + 1;
    }
    // A place that a longer end matches is matched by the shorter ones too.
    for (let length = longestMatch; length > 0; length--) {
      const shorter = counts[length - 1] as Float32Array;
      for (const [token, count] of (counts[length] as Float32Array).entries())
        shorter[token] = (shorter[token] as number) + count;
    }
    let probabilities = new Float32Array(size).fill(1 / size);
    for (const row of counts) {
      const total = row.reduce((sum, count) => sum + count, 0);
      const different = row.filter((count) => count > 0).length;
      if (total === 0) break;
      const shorter = probabilities;
      probabilities = row.map((count, token) => (count + different * (shorter[token] as number)) / (total + different));
    }
    return probabilities;
  }

  /** How many tokens before a place in the training text are the last ones of the history. */
  #match(history: readonly Token[], end: number): number {
    const longest = Math.min(longestMatch, history.length, end);
    for (let length = 0; length < longest; length++) {
      if (this.training[end - 1 - length] !== history[history.length - 1 - length]) return length;
    }
    return longest;
  }
}
