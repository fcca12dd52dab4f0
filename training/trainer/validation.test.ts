import { expect, test } from 'vitest';
import fc from 'fast-check';
import { planValidation } from './validation';

test('validation takes about a twentieth of the run, or reads the least that says something', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 1e5 }),
      fc.double({ min: 0.01, max: 2, noNaN: true }),
      (steps, available, cost) => {
        const { windows, everySteps } = planValidation(steps, available, cost);
        expect(windows).toBeGreaterThanOrEqual(1);
        expect(windows).toBeLessThanOrEqual(available);
        expect((windows * cost) / everySteps).toBeLessThanOrEqual(0.05 + 1e-9);
      },
    ),
  );
});

test('a long run validates some two dozen times, over all files where it can', () => {
  expect(planValidation(24_000, 20, 0.35)).toEqual({ windows: 20, everySteps: 1000 });
});

test('a run that cannot read all files so often reads more of them less often', () => {
  const { windows, everySteps } = planValidation(8_000, 40, 0.7);
  expect(windows).toBe(40);
  expect(8_000 / everySteps).toBeGreaterThan(10);
  expect(8_000 / everySteps).toBeLessThan(24);
  expect(planValidation(8_000, 400, 0.7)).toEqual({ windows: 57, everySteps: 800 });
});
