import type { Moment } from '../options/schedule';

/** How far a run is. */
export interface Spent {
  /** Updates done. */
  readonly step: number;
  /** Wall-clock time of the run so far, interruptions left out. */
  readonly seconds: number;
}

/** What a run may use up: a number of steps, or time. */
export type Budget =
  { readonly kind: 'steps'; readonly steps: number } | { readonly kind: 'time'; readonly seconds: number };

/** @param windowsAnEpoch windows in one pass over the corpus. */
export function budgetOf(
  { epochs, minutes, batch }: { epochs: number | null; minutes: number | null; batch: number },
  windowsAnEpoch: number,
): Budget {
  if (epochs !== null) return { kind: 'steps', steps: Math.ceil((epochs * windowsAnEpoch) / batch) };
  return { kind: 'time', seconds: (minutes ?? 0) * 60 };
}

/** Part of the budget that is used up, 0 to 1. */
export function fractionOf(budget: Budget, { step, seconds }: Spent): number {
  return Math.min(1, budget.kind === 'steps' ? step / budget.steps : seconds / budget.seconds);
}

/** The next step's place in the run: the middle of it, so that the schedule ends near zero however few the steps. */
export function momentOf(budget: Budget, { step, seconds }: Spent, secondsAStep: number): Moment {
  return { step, fraction: fractionOf(budget, { step: step + 0.5, seconds: seconds + secondsAStep / 2 }) };
}

/** Whether no further step fits; one that would fit by half still does. */
export function isSpent(budget: Budget, { step, seconds }: Spent, secondsAStep: number): boolean {
  if (budget.kind === 'steps') return step >= budget.steps;
  return step > 0 && seconds + secondsAStep / 2 >= budget.seconds;
}

/** Steps that the whole run will have had, as far as can be told. */
export function expectedSteps(budget: Budget, { step, seconds }: Spent, secondsAStep: number): number {
  if (budget.kind === 'steps') return budget.steps;
  return step + Math.max(0, Math.round((budget.seconds - seconds) / secondsAStep));
}

export function secondsLeft(budget: Budget, spent: Spent, secondsAStep: number): number {
  if (budget.kind === 'time') return Math.max(0, budget.seconds - spent.seconds);
  return Math.max(0, budget.steps - spent.step) * secondsAStep;
}
