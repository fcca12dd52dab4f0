/**
 * The figures that decide how far a suggestion goes, all in one place.
 *
 * They were fitted by typing held-out files of RxJS anew: at every place the likeliest chain of characters was written
 * down with its probabilities, and each rule then replayed over these. On eleven files, 41,000 characters, with the network
 * alone after ten minutes of training, greedy decoding to the end of the line, down to a fixed probability, saved 0.354
 * of the keystrokes at an acceptance of 0.54, and this rule 0.446 at 0.60. With the blend, on the first 3000 characters of
 * four files, it was 0.404 at 0.61 and 0.519 at 0.60. Breaks between lines and the indentation behind them make 0.03 to
 * 0.05 of that.
 */

/** See `stopping.ts`. */
export interface StoppingRule {
  /** Share of suggestions shown that should be right to the last character. */
  readonly acceptance: number;
  /** Less likely continuations are not even looked at. */
  readonly minimumProbability: number;
  /** Share of keystrokes that suggestions save by and large. */
  readonly savedShare: number;
  /** Keystrokes that a wrong suggestion costs by being read, at the acceptance wanted. */
  readonly wrongPrice: number;
  /** Least value of a suggestion, keystrokes. */
  readonly minimumValue: number;
  /** A suggestion ends with a word or a line where that ends this probably, … */
  readonly endsHere: number;
  /** … and within them where all of it is right this probably. Without this, 0.03 less would be saved. */
  readonly sureWithin: number;
}

const saving = { savedShare: 0.4, endsHere: 0.5, sureWithin: 0.7 } as const;

/**
 * For suggestions that come by themselves.
 *
 * @param acceptance above 0, below 1.
 */
export function automaticRule(acceptance: number): StoppingRule {
  return { ...saving, acceptance, minimumProbability: leastProbability(acceptance), wrongPrice: 1, minimumValue: 0 };
}

/**
 * The probability from which on suggestions of the blend are right as often as wanted: by search 0.11 for an acceptance
 * of 0.5, 0.27 for 0.6, 0.43 for 0.7 and 0.56 for 0.8, nearly a straight line; over all held-out files of RxJS 0.27 gave
 * 0.599, and the line lies 0.015 higher since. The network alone, which is less sure of itself than it could be, is then
 * right a little less often.
 */
function leastProbability(acceptance: number): number {
  return Math.min(0.95, Math.max(0.1, 1.47 * acceptance - 0.595));
}

/** For suggestions that are asked for: who asks wants to choose, and sees by what is offered how sure the model is. */
export const invokedRule: StoppingRule = {
  ...saving,
  acceptance: 0,
  minimumProbability: 0.03,
  wrongPrice: 0,
  minimumValue: -Infinity,
};
