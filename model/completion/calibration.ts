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

import { defaultFrequency, type Frequency } from '@house-style/protocol/settings';
import type { CompletionPreferences } from '@house-style/protocol/inference-messages';
import { attentionPrices } from './attention';

/** See `stopping.ts`. */
export interface StoppingRule {
  /** Share of suggestions shown that are right to the last character, of which those that are missing cost. */
  readonly acceptance: number;
  /** Less likely continuations are not even looked at. */
  readonly minimumProbability: number;
  /** Share of keystrokes that suggestions save by and large. */
  readonly savedShare: number;
  /** Keystrokes that an accepted suggestion costs. */
  readonly acceptedPrice: number;
  /** Keystrokes that a wrong suggestion costs by being read, at the acceptance wanted. */
  readonly wrongPrice: number;
  /** Keystrokes that one of fewer than {@link shortLength} characters costs besides. */
  readonly shortPrice: number;
  /** Characters of the shortest word that a scrap may finish, which is nothing else's; 0 where scraps may be anything. */
  readonly finishedWord: number;
  /** Least value of a suggestion, keystrokes. */
  readonly minimumValue: number;
  /** A suggestion ends with a word or a line where that ends this probably, … */
  readonly endsHere: number;
  /** … and within them where all of it is right this probably. Without this, 0.03 less would be saved. */
  readonly sureWithin: number;
}

/** Characters from which on a suggestion is worth a look by its length. */
export const shortLength = 10;

const words = { endsHere: 0.5, minimumValue: 0 } as const;

/**
 * What each frequency takes a suggestion to cost. *Eager* saves most keystrokes, whatever reading costs; *balanced* charges
 * what `attention.ts` does and something for what is short, *quiet* twice that. Balanced was searched for on five files of
 * RxJS and the first 12,000 characters of gyp's `xcode.py`, with the pretrained network, as what makes `netSaved` highest
 * while half of what is shown has ten characters or more; at three and re2 it was chosen by that half alone.
 */
const prices: Readonly<Record<Frequency, Omit<StoppingRule, 'acceptance' | 'minimumProbability'>>> = {
  eager: {
    ...words,
    ...{ savedShare: 0.4, acceptedPrice: 1, wrongPrice: 1, shortPrice: 0, finishedWord: 0, sureWithin: 0.7 },
  },
  balanced: {
    ...words,
    ...{ acceptedPrice: attentionPrices.accepted, wrongPrice: attentionPrices.wrong, shortPrice: 0.5 },
    ...{ savedShare: 0.25, finishedWord: 8, sureWithin: 0.6 },
  },
  quiet: {
    ...words,
    ...{ acceptedPrice: 2 * attentionPrices.accepted, wrongPrice: 2 * attentionPrices.wrong, shortPrice: 1 },
    ...{ savedShare: 0.25, finishedWord: 8, sureWithin: 0.6 },
  },
};

/**
 * For suggestions that come by themselves.
 *
 * @param acceptance above 0, below 1. *Eager* comes to it by and large, the others to as much or more.
 */
export function automaticRule({
  acceptance,
  frequency = defaultFrequency,
}: Pick<CompletionPreferences, 'acceptance' | 'frequency'>): StoppingRule {
  const minimumProbability = leastProbability(acceptance);
  return { ...prices[frequency], acceptance: frequency === 'eager' ? acceptance : 1, minimumProbability };
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
  ...prices.eager,
  acceptance: 0,
  minimumProbability: 0.03,
  wrongPrice: 0,
  minimumValue: -Infinity,
};
