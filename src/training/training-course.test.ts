import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { follow, mostPoints, nothingYet } from './training-course';

const progress = { fraction: 0.1, epoch: 1, secondsLeft: 60 };
const step = (at: number, bitsPerCharacter = 2): TrainingEvent => ({
  event: 'step',
  step: at,
  ...progress,
  bitsPerCharacter,
  charactersPerSecond: 1000,
  learningRate: 0.1,
});
const validation = (at: number, bitsPerCharacter: number | null, best = true): TrainingEvent => ({
  event: 'validation',
  step: at,
  ...progress,
  bitsPerCharacter,
  best,
});
const courseOf = (...events: TrainingEvent[]) => events.reduce(follow, nothingYet);

describe('the course of a training', () => {
  it('holds both curves, the samples and which weights are kept', () => {
    const course = courseOf(
      step(1, 6),
      validation(2, 5.5),
      { event: 'sample', step: 2, text: 'e tse' },
      step(3, 3),
      { ...validation(4, 2.5), predicted: 0.6 } as TrainingEvent,
      { event: 'sample', step: 4, text: 'const a' },
      validation(6, 2.6, false),
    );
    expect(course.learning).toEqual([
      { step: 1, bits: 6 },
      { step: 3, bits: 3 },
    ]);
    expect(course.validations.map(({ bits }) => bits)).toEqual([5.5, 2.5, 2.6]);
    expect(course.best).toEqual({ step: 4, bits: 2.5, predicted: 0.6 });
    expect(course.samples.map(({ text }) => text)).toEqual(['e tse', 'const a']);
    expect(course.latest).toMatchObject({ step: 3, charactersPerSecond: 1000 });
  });

  it('is the same whether it is followed from the start or read afterwards', () => {
    const events = Array.from({ length: 2000 }, (_, at) => step(at + 1, 6 / (at + 1)));
    const halfway = courseOf(...events.slice(0, 1000));
    expect(events.slice(1000).reduce(follow, halfway)).toEqual(courseOf(...events));
  });

  it('keeps a long curve from its first to its last point, in as many as can be told apart', () => {
    const { learning } = courseOf(...Array.from({ length: 5000 }, (_, at) => step(at + 1)));
    expect(learning.length).toBeLessThanOrEqual(mostPoints);
    expect(learning.length).toBeGreaterThan(mostPoints / 4);
    expect([learning[0]?.step, learning.at(-1)?.step]).toEqual([1, 5000]);
    expect(learning.every(({ step }, at) => at === 0 || step > learning[at - 1]!.step)).toBe(true);
  });

  it('goes back where the training went back after it had diverged', () => {
    const course = courseOf(step(1), step(10), validation(10, 3), step(20, 9), step(11, 2.9));
    expect(course.learning.map(({ step }) => step)).toEqual([1, 10, 11]);
    expect(course.validations).toHaveLength(1);
  });

  it('has no point where nothing is held out', () => {
    expect(courseOf(validation(1, null, false)).validations).toEqual([]);
  });
});
