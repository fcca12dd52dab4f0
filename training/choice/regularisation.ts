import { epochsOf, type Prospect } from './expected-bits';

/** Epochs below which no network of these sizes learns its text by heart, and from which on it needs all of dropout. */
const [fewEpochs, manyEpochs] = [1.5, 6];
const mostDropout = 0.25;

/**
 * Dropout for a run of this length. It makes each update worth less, which pays only where the same text comes again
 * and again.
 */
export function regularisation(prospect: Prospect | (Omit<Prospect, 'units'> & { hidden: readonly number[] })): {
  readonly dropout: number;
} {
  const epochs = epochsOf({ units: 0, ...prospect });
  const part = Math.min(1, Math.max(0, (epochs - fewEpochs) / (manyEpochs - fewEpochs)));
  return { dropout: Math.round(part * mostDropout * 20) / 20 };
}
