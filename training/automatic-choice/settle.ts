import type { Corpus } from '@house-style/corpus/corpus';
import type { ChosenEngine } from '../engines/choose-engine';
import { type TrainingOptions, trainingOptions } from '../options/options';
import { type Candidate, candidates, type Effort, widthOf } from './candidates';
import { choose, type Choice, type Settled } from './choose';
import { reasonsFor } from './explain';
import { fineTuning } from './fine-tuning';
import { rateAndDropout } from './rate-and-dropout';
import { secondsAStep } from './time-a-step';

/** Timing may take this part of a run, and no longer than so many seconds. */
const timingShare = 0.05;
const longestTiming = 30;

/**
 * Fills in the options that were not given. A run that is limited in time gets the size, batch and window with which it
 * is expected to end best; what was given always stands. A run of so many epochs is not limited in time and keeps the
 * defaults, so that it ends with the same weights on every machine; so do cells of which nothing is expected yet.
 *
 * @param fromModel whether the run goes on from a trained network, whose size it has.
 */
export async function settle(
  given: Partial<TrainingOptions>,
  effort: Effort,
  corpus: Corpus,
  chosen: ChosenEngine,
  fromModel: boolean,
): Promise<Settled> {
  const { minutes, cell } = trainingOptions(given);
  if (fromModel && minutes !== null && cell === 'lstm') return fineTuning(given, minutes, corpus, chosen);
  const [first, ...others] = candidates(given, effort, chosen.device.kind);
  if (minutes === null || cell !== 'lstm' || first === undefined || others.length === 0) {
    return { options: trainingOptions(given), reasons: [], assessments: [], seconds: 0 };
  }
  const began = performance.now();
  const seconds = minutes * 60;
  const circumstances = {
    characters: corpus.characters,
    seconds,
    timingSeconds: Math.min(longestTiming, timingShare * seconds),
  };
  const optionsOf = (candidate: Candidate): TrainingOptions =>
    trainingOptions({ ...given, ...candidate, hidden: [...candidate.hidden] });
  const choice: Choice = await choose([first, ...others], circumstances, (candidate) =>
    secondsAStep(optionsOf(candidate), corpus, chosen),
  );
  const { candidate, updates } = choice.best;
  const { characters } = corpus;
  const { learningRate, dropout } = rateAndDropout({ ...candidate, units: widthOf(candidate), characters, updates });
  // The rates are AdamW's; other optimisers keep their own.
  const isAdam = (given.optimiser ?? 'adamw') === 'adamw';
  return {
    options: trainingOptions({
      ...(isAdam && { learningRate }),
      dropout,
      ...given,
      ...candidate,
      hidden: [...candidate.hidden],
    }),
    reasons: reasonsFor(choice, minutes, characters),
    assessments: choice.assessments,
    seconds: (performance.now() - began) / 1000,
  };
}
