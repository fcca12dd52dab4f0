/**
 * The constants of the mixing that measurements chose (lab/mixing/README.md), by the names that `assembly/tuning.ts` exports.
 * Values are in the units of the formulas that they stand in.
 */
export const parameters = {
  /** Scale of the inputs p - 1/2 beside the inputs ln(p / (1 - p)). */
  linearScale: 2,
  /** Slowest adaptation of the contexts' maps: 1 / (count + 1.5). */
  contextMapLimit: 255,
  /** The same for the match models' maps. */
  matchMapLimit: 400,
  /** Learning rate of the first layer, once settled. */
  mixerRate: 0.002,
  finalMixerRate: 0.0005,
  /** Errors below this are not learned by the first layer: most decisions are sure, and right. */
  negligibleError: 0.004,
  calibrationRate: 0.02,
  /** Share of the uncalibrated probability in the result. */
  uncalibratedShare: 0.3,
  /** Weights that mixers start with. */
  firstWeight: 0.15,
  /** The learning rate starts at 1 + this times the settled one. */
  mixerRateBoost: 4,
  /** Weight at which experts enter mixers that learned without them. */
  expertWeight: 0.45,
  /** What the weights of all other inputs are multiplied by when they do: what experts say adds to what those say. */
  othersShare: 0.7,
  /** Learning rate of the first layer while an expert speaks: what its word is worth differs between files. */
  expertMixerRate: 0.004,
  /** How far doubtful decisions are taken from one half while an expert speaks. */
  sharpening: 0.15,
  /** How fast that fades with the square of ln(p / (1 - p)). */
  sharpeningFade: 0.3,
  /** Weight at which the second expert enters the mixers, and what the weights of all other inputs are multiplied by. */
  secondExpertWeight: 0.15,
  othersShareBesideSecond: 1,
} as const;

export type Parameters = Readonly<Record<keyof typeof parameters, number>>;
