import { describe, expect, test } from 'vitest';
import { budgetOf, expectedSteps, fractionOf, isSpent, momentOf, secondsLeft } from './budget';

const steps = { kind: 'steps', steps: 10 } as const;
const time = { kind: 'time', seconds: 60 } as const;

describe('a budget', () => {
  test('is of steps where epochs are given, the last window included, and of time otherwise', () => {
    expect(budgetOf({ epochs: 3, minutes: null, batch: 4 }, 10)).toEqual({ kind: 'steps', steps: 8 });
    expect(budgetOf({ epochs: null, minutes: 2, batch: 4 }, 10)).toEqual({ kind: 'time', seconds: 120 });
    expect(budgetOf({ epochs: null, minutes: null, batch: 4 }, 10)).toEqual({ kind: 'time', seconds: 0 });
  });

  test('of steps is used up step by step, whatever they take', () => {
    expect(fractionOf(steps, { step: 3, seconds: 999 })).toBeCloseTo(0.3, 9);
    expect(fractionOf(steps, { step: 11, seconds: 0 })).toBe(1);
    expect([9, 10].map((step) => isSpent(steps, { step, seconds: 0 }, 5))).toEqual([false, true]);
    expect(expectedSteps(steps, { step: 3, seconds: 6 }, 2)).toBe(10);
    expect([3, 12].map((step) => secondsLeft(steps, { step, seconds: 6 }, 2))).toEqual([14, 0]);
  });

  test('of time is used up by the clock, to the step that fits best', () => {
    expect(fractionOf(time, { step: 3, seconds: 15 })).toBeCloseTo(0.25, 9);
    expect(fractionOf(time, { step: 3, seconds: 61 })).toBe(1);
    expect([56, 58, 58.5].map((seconds) => isSpent(time, { step: 1, seconds }, 3))).toEqual([false, false, true]);
    expect(isSpent(time, { step: 0, seconds: 99 }, 3)).toBe(false);
    expect(expectedSteps(time, { step: 3, seconds: 15 }, 2)).toBe(26);
    expect(expectedSteps(time, { step: 3, seconds: 61 }, 2)).toBe(3);
    expect([15, 61].map((seconds) => secondsLeft(time, { step: 3, seconds }, 2))).toEqual([45, 0]);
  });

  test('places a step by its middle', () => {
    expect(momentOf(steps, { step: 3, seconds: 0 }, 8)).toEqual({ step: 3, fraction: 0.35 });
    expect(momentOf(time, { step: 3, seconds: 12 }, 6)).toEqual({ step: 3, fraction: 0.25 });
  });
});
