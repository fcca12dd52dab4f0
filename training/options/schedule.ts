/** How the learning rate goes over a run. */
export type Schedule = 'cosine' | 'one-cycle' | 'step' | 'constant';

export const schedules = ['cosine', 'one-cycle', 'step', 'constant'] as const satisfies readonly Schedule[];

/** The place of a step in its run. */
export interface Moment {
  /** Updates done before it. */
  readonly step: number;
  /** Part of the run's budget (steps or time) that is used up in the middle of it, 0 to 1. */
  readonly fraction: number;
}

/** PyTorch's `OneCycleLR`: rise over 30 % of the run from a 25th of the peak. */
const oneCycleRise = 0.3;
const oneCycleStart = 1 / 25;

/** Part of a run that warm-up takes at most. */
const longestWarmUp = 0.05;

/**
 * Learning rate at a moment, as a factor of the peak rate.
 *
 * - `cosine`: half a cosine down to zero (Loshchilov & Hutter 2017).
 * - `one-cycle`: half a cosine up, then down to zero (Smith & Topin 2018, in PyTorch's form); it brings its own warm-up.
 * - `step`: a tenth from half of the run, a hundredth from three quarters (He et al. 2016).
 * - `constant`.
 *
 * @param warmUpSteps updates over which the rate first rises linearly from near zero (Goyal et al. 2017); in a run that
 *   is short for them, a twentieth of it.
 */
export function rateFactor(schedule: Schedule, warmUpSteps: number, { step, fraction }: Moment): number {
  const warmUp = Math.min(1, Math.max((step + 1) / warmUpSteps, fraction / longestWarmUp));
  switch (schedule) {
    case 'cosine':
      return warmUp * cosineDown(fraction);
    case 'one-cycle':
      return fraction < oneCycleRise
        ? oneCycleStart + (1 - oneCycleStart) * (1 - cosineDown(fraction / oneCycleRise))
        : cosineDown((fraction - oneCycleRise) / (1 - oneCycleRise));
    case 'step':
      return warmUp * (fraction < 0.5 ? 1 : fraction < 0.75 ? 0.1 : 0.01);
    case 'constant':
      return warmUp;
  }
}

/** From 1 at `fraction` 0 to 0 at 1, as half a cosine. */
function cosineDown(fraction: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, fraction))));
}
