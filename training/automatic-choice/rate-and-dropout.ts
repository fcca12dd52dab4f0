import { epochsOf, type Prospect } from './expected-bits';

/** Epochs below which no network of these sizes learns its text by heart, and from which on it needs all of dropout. */
const [fewEpochs, manyEpochs] = [1.5, 6];
const mostDropout = 0.25;

/** Peak rate of AdamW for 512 units and a run of `tunedUpdates`: what `options.ts` has for all runs of epochs. */
const tunedRate = 4e-3;
const tunedUnits = 512;
const tunedUpdates = 3500;
/** Twice this rate gained nothing. */
const highestRate = 0.025;

/**
 * Peak learning rate and dropout for a run of a certain length.
 *
 * A short run must take large steps: at 400 updates of 1×256, held-out bits fall from 2.91 to 1.86 as the rate goes from
 * 0.004 to 0.025 (`docs/automatic-choice.md`). The best rate falls with the width (Yang et al. 2022, arXiv:2203.03466)
 * and, here, with the root of the number of updates. Dropout makes each update worth less, which pays only where the
 * same text comes again and again.
 */
export function rateAndDropout(prospect: Prospect): { readonly learningRate: number; readonly dropout: number } {
  const { units, updates } = prospect;
  const rate = tunedRate * (tunedUnits / units) * Math.sqrt(Math.max(1, tunedUpdates / updates));
  const part = Math.min(1, Math.max(0, (epochsOf(prospect) - fewEpochs) / (manyEpochs - fewEpochs)));
  return {
    learningRate: Number(Math.min(highestRate, rate).toPrecision(2)),
    dropout: Math.round(part * mostDropout * 20) / 20,
  };
}
