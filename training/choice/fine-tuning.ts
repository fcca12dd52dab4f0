import type { Corpus } from '../corpus/corpus';
import type { ChosenEngine } from '../engines/choose-engine';
import { type TrainingOptions, trainingOptions } from '../trainer/options';
import { shareOfSteps } from './choose';
import { epochsOf } from './expected-bits';
import type { Settled } from './settle';
import { secondsAStep } from './time-a-step';

/** Streams read side by side; a device with thousands of lanes needs more of them to be busy. */
const batches = { cpu: 16, other: 64 } as const;

/** Passes over the code below which nothing is learned by heart, and from which on it needs all of dropout. */
const [fewEpochs, manyEpochs] = [1.5, 6];
const mostDropout = 0.25;

/**
 * Fills in the options of a run that goes on from a trained network and is limited in time: the network is settled, so
 * what is left is how to read on (`docs/pretraining.md` has the figures).
 */
export async function fineTuning(
  given: Partial<TrainingOptions>,
  minutes: number,
  corpus: Corpus,
  chosen: ChosenEngine,
): Promise<Settled> {
  const began = performance.now();
  const batch = batches[chosen.device.kind === 'cpu' ? 'cpu' : 'other'];
  const options = trainingOptions({ batch, ...given });
  const seconds = await secondsAStep(options, corpus, chosen);
  const updates = Math.max(1, Math.floor((minutes * 60 * shareOfSteps) / seconds));
  const passes = epochsOf({ ...options, characters: corpus.characters, updates, units: 0 });
  const part = Math.min(1, Math.max(0, (passes - fewEpochs) / (manyEpochs - fewEpochs)));
  return {
    options: trainingOptions({ batch, dropout: Math.round(part * mostDropout * 20) / 20, ...given }),
    reasons: [
      'It goes on from a network that has read other code.',
      `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and ${corpus.characters.toLocaleString('en')} characters: ` +
        `some ${updates.toLocaleString('en')} updates of batch ${options.batch}, ${passes.toFixed(1)} passes over the code.`,
    ],
    assessments: [],
    seconds: (performance.now() - began) / 1000,
  };
}
