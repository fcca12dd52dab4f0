import type { TrainingOptions } from '../options/options';
import { type Candidate, relativeStepTime, widthOf } from './candidates';
import { expectedBits } from './expected-bits';

/** A candidate with what is known and expected of it. */
export interface Assessment {
  readonly candidate: Candidate;
  readonly secondsAStep: number;
  /** Whether its steps were timed here; others' times are taken from those that were. */
  readonly timed: boolean;
  readonly updates: number;
  readonly expectedBits: number;
}

/** Options with nothing left open, and how they were arrived at. */
export interface Settled {
  readonly options: TrainingOptions;
  readonly reasons: readonly string[];
  /** What was chosen from, the most promising first; empty where there was nothing to choose. */
  readonly assessments: readonly Assessment[];
  /** What timing the candidates took, seconds of the run's budget. */
  readonly seconds: number;
}

export interface Circumstances {
  /** Characters of training text. */
  readonly characters: number;
  /** Time of the whole run, and what of it may go into timing candidates. */
  readonly seconds: number;
  readonly timingSeconds: number;
}

export interface Choice {
  readonly best: Assessment;
  /** All of them, the most promising first. */
  readonly assessments: readonly Assessment[];
}

/** Part of a run's time that is left for steps: the rest goes into validation and checkpoints. */
export const shareOfSteps = 0.93;

/**
 * Chooses the candidate with the fewest expected bits per character.
 *
 * Timing one takes seconds, so not all are: the most promising one is timed, which corrects what is thought of the
 * others, until the most promising one has been timed or the time for this is up.
 *
 * @param time seconds of one training step, really run.
 * @param now a clock, seconds.
 */
export async function choose(
  candidates: readonly [Candidate, ...Candidate[]],
  circumstances: Circumstances,
  time: (candidate: Candidate) => Promise<number>,
  now: () => number = () => performance.now() / 1000,
): Promise<Choice> {
  const began = now();
  const times = new Map<Candidate, number>();
  for (;;) {
    const [first, ...others] = candidates.map((candidate) => assess(candidate, circumstances, times));
    const assessments = [first as Assessment, ...others].sort((a, b) => a.expectedBits - b.expectedBits);
    const [best] = assessments as [Assessment, ...Assessment[]];
    if (best.timed) return { best, assessments };
    if (times.size > 0 && now() - began >= circumstances.timingSeconds) {
      const timed = assessments.find((assessment) => assessment.timed);
      return { best: timed ?? best, assessments };
    }
    times.set(best.candidate, await time(best.candidate));
  }
}

function assess(
  candidate: Candidate,
  { characters, seconds, timingSeconds }: Circumstances,
  times: ReadonlyMap<Candidate, number>,
): Assessment {
  const measured = times.get(candidate);
  const secondsAStep = measured ?? estimate(candidate, times);
  const updates = Math.max(1, Math.floor(((seconds - timingSeconds) * shareOfSteps) / secondsAStep));
  const { batch, window } = candidate;
  const units = widthOf(candidate);
  return {
    candidate,
    secondsAStep,
    timed: measured !== undefined,
    updates,
    expectedBits: expectedBits({ characters, units, batch, window, updates }),
  };
}

/** Seconds a step of the first guess: what a small laptop does, in nanoseconds of the machine that was fitted to. */
const slowerThanThat = 2e-9;

/** Time of a step from that of the timed candidate that is nearest in cost. */
function estimate(candidate: Candidate, times: ReadonlyMap<Candidate, number>): number {
  const cost = relativeStepTime(candidate);
  let [nearest, rate] = [Infinity, slowerThanThat];
  for (const [timed, seconds] of times) {
    const other = relativeStepTime(timed);
    const distance = Math.abs(Math.log(other / cost));
    if (distance < nearest) [nearest, rate] = [distance, seconds / other];
  }
  return cost * rate;
}
