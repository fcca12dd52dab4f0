import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Budget, budgetOf, expectedSteps, isSpent, momentOf, secondsLeft } from '../trainer/budget';
import { rateFactor, schedules } from './schedule';

describe('learning rate', () => {
  test('rises linearly over the warm-up', () => {
    const rates = [0, 4, 9].map((step) => rateFactor('constant', 10, { step, fraction: 0 }));
    expect(rates).toEqual([0.1, 0.5, 1]);
  });

  test('rises over a twentieth of a run that is short for its warm-up', () => {
    expect(rateFactor('constant', 1000, { step: 1, fraction: 0.025 })).toBeCloseTo(0.5, 12);
    expect(rateFactor('constant', 1000, { step: 2, fraction: 0.05 })).toBe(1);
    expect(rateFactor('constant', 0, { step: 0, fraction: 0 })).toBe(1);
  });

  test('falls to nothing at the end of a cosine, through the half at half time', () => {
    expect(rateFactor('cosine', 0, { step: 5, fraction: 0.5 })).toBeCloseTo(0.5, 12);
    expect(rateFactor('cosine', 0, { step: 9, fraction: 1 })).toBeCloseTo(0, 12);
  });

  test('peaks at three tenths of one cycle', () => {
    const at = (fraction: number) => rateFactor('one-cycle', 0, { step: 0, fraction });
    expect(at(0)).toBeCloseTo(1 / 25, 12);
    expect(at(0.3)).toBeCloseTo(1, 12);
    expect(at(1)).toBeCloseTo(0, 12);
  });

  test('never leaves 0 to 1, whatever the schedule', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...schedules),
        fc.nat(500),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (schedule, warmUp, step, fraction) => {
          const factor = rateFactor(schedule, warmUp, { step, fraction });
          expect(factor).toBeGreaterThanOrEqual(0);
          expect(factor).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('budget', () => {
  test('of epochs is a number of steps', () => {
    expect(budgetOf({ epochs: 2, minutes: null, batch: 4 }, 10)).toEqual({ kind: 'steps', steps: 5 });
    expect(budgetOf({ epochs: 0.01, minutes: null, batch: 4 }, 10)).toEqual({ kind: 'steps', steps: 1 });
  });

  test('of minutes ends on time and decays to nearly nothing, however long a step takes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1000, noNaN: true }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        (seconds, part) => {
          const budget: Budget = { kind: 'time', seconds };
          const secondsAStep = seconds * part;
          let spent = { step: 0, seconds: 0 };
          let last = 1;
          while (!isSpent(budget, spent, secondsAStep)) {
            last = rateFactor('cosine', 0, momentOf(budget, spent, secondsAStep));
            spent = { step: spent.step + 1, seconds: spent.seconds + secondsAStep };
          }
          expect(Math.abs(spent.seconds - seconds)).toBeLessThanOrEqual(secondsAStep * 0.5001);
          expect(last).toBeLessThan(0.1);
        },
      ),
    );
  });

  test('of minutes takes at least one step', () => {
    expect(isSpent({ kind: 'time', seconds: 0.001 }, { step: 0, seconds: 5 }, 10)).toBe(false);
  });

  test('tells what is left', () => {
    expect(secondsLeft({ kind: 'steps', steps: 10 }, { step: 4, seconds: 99 }, 2)).toBe(12);
    expect(secondsLeft({ kind: 'time', seconds: 60 }, { step: 4, seconds: 20 }, 2)).toBe(40);
    expect(expectedSteps({ kind: 'time', seconds: 60 }, { step: 10, seconds: 20 }, 2)).toBe(30);
  });
});
