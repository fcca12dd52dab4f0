import type { Corpus } from '@house-style/corpus/corpus';
import type { ChosenEngine } from '../engines/choose-engine';
import { type TrainingOptions, trainingOptions } from '../options/options';
import { type Settled, shareOfSteps } from './choose';
import { epochsOf } from './expected-bits';
import { secondsAStep } from './time-a-step';

/** Streams read side by side; a device with thousands of lanes needs more of them to be busy. */
const batches = { cpu: 16, other: 64 } as const;

/** Passes over the code below which nothing is learned by heart. */
const fewEpochs = 1.5;
/** Passes after which more of them make held-out files no better; by then the run needs all of dropout. */
const mostPasses = 9;
const mostDropout = 0.25;

/**
 * Fills in the options of a run that goes on from a trained network and is limited in time: the network is settled, so
 * what is left is how to read on (`lab/pretraining/README.md` has the figures).
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
  const updatesIn = (time: number): number => Math.max(1, Math.floor((time * 60 * shareOfSteps) / seconds));
  const passesIn = (time: number): number =>
    epochsOf({ ...options, characters: corpus.characters, updates: updatesIn(time), units: 0 });
  const enough = Math.min(1, mostPasses / passesIn(minutes));
  const taken = enough < 1 ? Number((minutes * enough).toPrecision(3)) : minutes;
  const passes = passesIn(taken);
  const part = Math.min(1, Math.max(0, (passes - fewEpochs) / (mostPasses - fewEpochs)));
  return {
    options: trainingOptions({
      batch,
      dropout: Math.round(part * mostDropout * 20) / 20,
      ...given,
      minutes: taken,
    }),
    reasons: [
      'It goes on from a network that has read other code.',
      `${minutesOf(minutes)} and ${corpus.characters.toLocaleString('en')} characters: some ` +
        `${updatesIn(taken).toLocaleString('en')} updates of batch ${options.batch}, ${passes.toFixed(1)} passes over the code.`,
      ...(taken < minutes ? [`More would be learning by heart, so ${minutesOf(taken)} are enough.`] : []),
    ],
    assessments: [],
    seconds: (performance.now() - began) / 1000,
  };
}

function minutesOf(minutes: number): string {
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}
