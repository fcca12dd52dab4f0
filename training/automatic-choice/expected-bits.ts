/**
 * What a training is expected to reach, before it is run: held-out bits per character as a function of the corpus, the
 * network and the number of updates.
 */

export interface Prospect {
  /** Characters of training text. */
  readonly characters: number;
  /** Units of the largest layer. */
  readonly units: number;
  /** Streams read side by side, and time steps of a window. */
  readonly batch: number;
  readonly window: number;
  readonly updates: number;
}

/**
 * Fitted by `npm run -s bench:fit` to `measured-runs.jsonl`: the runs of `lab/automatic-choice/README.md` at their best rates.
 * Only differences between prospects on one corpus decide, so `least` matters to nobody but the reader.
 */
export const fitted = {
  least: 0.507,
  /** Bits that too few units cost: `ofUnits · units^-unitsExponent`. */
  ofUnits: 14.4,
  unitsExponent: 0.657,
  /** Bits that too few updates cost: `ofUpdates · (effective updates)^-updatesExponent`. */
  ofUpdates: 10.6,
  updatesExponent: 0.421,
  /** Tokens in a batch at which an update is worth half of one with an endless batch. */
  criticalTokens: 373,
  /** Bits that too little text costs: `ofText · (effective characters)^-textExponent`. */
  ofText: 10.7,
  textExponent: 0.475,
  /** Epochs after which reading on teaches little: each further one is worth exp(-1 / epochsThatTeach) of the last. */
  epochsThatTeach: 6.1,
} as const;

type Coefficients = Readonly<Record<keyof typeof fitted, number>>;

/** Passes over the corpus. */
export function epochsOf({ characters, batch, window, updates }: Prospect): number {
  return (updates * batch * window) / characters;
}

/**
 * Expected held-out bits per character.
 *
 * A sum of power laws in size, updates and text, as Kaplan et al. 2020 (arXiv:2001.08361) found for language models:
 * updates count by the size of their batch as in McCandlish et al. 2018 (arXiv:1812.06162), and text that is read again
 * counts less each time as in Muennighoff et al. 2023 (arXiv:2305.16264).
 */
export function expectedBits(prospect: Prospect, by: Coefficients = fitted): number {
  const { characters, units, batch, window, updates } = prospect;
  const effectiveUpdates = updates / (1 + by.criticalTokens / (batch * window));
  const epochs = epochsOf(prospect);
  const effectiveEpochs =
    epochs <= 1 ? epochs : 1 + by.epochsThatTeach * (1 - Math.exp(-(epochs - 1) / by.epochsThatTeach));
  return (
    by.least +
    by.ofUnits * units ** -by.unitsExponent +
    by.ofUpdates * Math.max(1, effectiveUpdates) ** -by.updatesExponent +
    by.ofText * (characters * effectiveEpochs) ** -by.textExponent
  );
}
