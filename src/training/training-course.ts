import type { TrainingEvent, TrainingEventOf } from '@house-style/protocol/training-events';

/** One measurement of a training. */
interface CoursePoint {
  /** Updates done. */
  readonly step: number;
  /** Bits per character. */
  readonly bits: number;
}

export interface ValidationPoint extends CoursePoint {
  /** Part of the held-out characters that the network held for the likeliest, 0 to 1. */
  readonly predicted?: number | undefined;
}

type Sample = Pick<TrainingEventOf<'sample'>, 'step' | 'text'>;

/**
 * How a training went so far: a pure function of its events, so that whoever comes late, or comes back after a reload,
 * sees all of it.
 */
export interface TrainingCourse {
  /** Processes that have worked at it: more than one where it was stopped and went on. */
  readonly runs: number;
  readonly corpus?: TrainingEventOf<'corpus'>;
  readonly plan?: TrainingEventOf<'plan'>;
  /** On the text that is trained on, smoothed; of a long training so many points that they can be told apart. */
  readonly learning: readonly CoursePoint[];
  /** On held-out files, oldest first. */
  readonly validations: readonly ValidationPoint[];
  /** Of the validations the one whose weights are kept. */
  readonly best?: ValidationPoint;
  /** Oldest first. */
  readonly samples: readonly Sample[];
  /** What the latest step said. */
  readonly latest?: Pick<
    TrainingEventOf<'step'>,
    'step' | 'fraction' | 'epoch' | 'secondsLeft' | 'charactersPerSecond'
  >;
  /** What the user should know, oldest first. */
  readonly notices: readonly string[];
  /** What it brought. */
  readonly compared?: TrainingEventOf<'compared'>;
  readonly done?: TrainingEventOf<'done'>;
  /** What it left when it was stopped last. */
  readonly kept?: TrainingEventOf<'kept'>;
}

export const nothingYet: TrainingCourse = { runs: 0, learning: [], validations: [], samples: [], notices: [] };

/** Points of a curve beyond which every second one is let go. */
export const mostPoints = 512;
/** Validations and samples that are kept of a training that a person has let run for days. */
const mostValidations = 256;
const mostSamples = 64;
const mostNotices = 20;

/** The course after one more event. */
export function follow(course: TrainingCourse, event: TrainingEvent): TrainingCourse {
  switch (event.event) {
    case 'corpus':
      return { ...course, corpus: event, runs: course.runs + 1 };
    case 'plan':
      return { ...course, plan: event };
    case 'step': {
      const { step, bitsPerCharacter: bits, fraction, epoch, secondsLeft, charactersPerSecond } = event;
      const latest = { step, fraction, epoch, secondsLeft, charactersPerSecond };
      return { ...course, latest, learning: thinned([...before(course.learning, step), { step, bits }], mostPoints) };
    }
    case 'validation': {
      const { step, bitsPerCharacter: bits, predicted } = event;
      if (bits === null) return course;
      const point = { step, bits, ...(predicted !== undefined && { predicted }) };
      const validations = thinned([...before(course.validations, step), point], mostValidations);
      return { ...course, validations, ...(event.best && { best: point }) };
    }
    case 'sample': {
      const { step, text } = event;
      return { ...course, samples: thinned([...before(course.samples, step), { step, text }], mostSamples) };
    }
    case 'notice':
      return { ...course, notices: [...course.notices, event.message].slice(-mostNotices) };
    case 'compared':
      return { ...course, compared: event };
    case 'done':
      return { ...course, done: event, ...ofModel(event) };
    case 'kept':
      return { ...course, kept: event, ...(event.better && ofModel(event)) };
    case 'checkpoint':
    case 'error':
      return course;
  }
}

/** How good the model is that was left, which may be another one than was measured last; older runs did not tell. */
function ofModel({
  steps: step,
  bitsPerCharacter: bits,
  predicted,
}: TrainingEventOf<'done' | 'kept'>): Pick<TrainingCourse, 'best'> {
  return bits === null || predicted === undefined ? {} : { best: { step, bits, predicted } };
}

/** What was measured before a step: a training that diverged has gone back, and goes the same steps once more. */
function before<Point extends { readonly step: number }>(points: readonly Point[], step: number): readonly Point[] {
  const last = points.at(-1);
  return last === undefined || last.step < step ? points : points.filter((point) => point.step < step);
}

/** Every second point, but always the first and the last one, where there are too many. */
function thinned<Point>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1);
}
