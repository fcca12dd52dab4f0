import type { DeviceKind } from '../engines/engine';
import { definitions } from '../options/definitions';
import type { TrainingOptions } from '../options/options';

/** How much of the machine a model may take, in training and in every completion afterwards. */
export type Effort = 'fast' | 'balanced' | 'best';

/** Minutes where none are given. */
export const minutesOf: Readonly<Record<Effort, number>> = { fast: 2, balanced: definitions.minutes.default, best: 40 };

/** The widest layer: a completion takes time in proportion to the weights, four times a layer's units squared. */
const mostUnits: Readonly<Record<Effort, number>> = { fast: 256, balanced: 512, best: 1024 };

const widths = [64, 96, 128, 192, 256, 384, 512, 768, 1024];

/** Small batches make more updates of the same text; a device with thousands of lanes needs large ones to be busy. */
const batches: Readonly<Record<'cpu' | 'other', readonly number[]>> = {
  cpu: [8, 16, 32, 64],
  other: [32, 64, 128, 256],
};

/** What is chosen; everything else has one default. */
export interface Candidate {
  readonly hidden: readonly number[];
  readonly batch: number;
  readonly window: number;
}

/** Units of the widest layer. */
export function widthOf({ hidden }: Candidate): number {
  return Math.max(...hidden);
}

/** All networks and batches that may be chosen from; what was given is in every one of them. */
export function candidates(
  { hidden, batch, window = definitions.window.default }: Partial<Pick<TrainingOptions, 'hidden' | 'batch' | 'window'>>,
  effort: Effort,
  device: DeviceKind,
): Candidate[] {
  const networks = hidden ? [hidden] : widths.filter((units) => units <= mostUnits[effort]).map((units) => [units]);
  const sizes = batch === undefined ? batches[device === 'cpu' ? 'cpu' : 'other'] : [batch];
  return networks.flatMap((units) => sizes.map((streams) => ({ hidden: units, batch: streams, window })));
}

/**
 * Time of a step in proportion to other candidates', before any is timed: what the products, the state's elementwise
 * work, the passes over the weights and the calls of operators cost, fitted (within 6 %) to the one-layer rows of the table of
 * training speed in `docs/benchmarks.md`.
 */
export function relativeStepTime({ hidden, batch, window }: Candidate): number {
  const weights = hidden.reduce((sum, units, layer) => sum + 4 * units * (units + (hidden[layer - 1] ?? 0)), 0);
  const states = hidden.reduce((sum, units) => sum + units, 0);
  return window * (perProduct * batch * weights + perState * batch * states + perWeight * weights + perStep);
}

/** Nanoseconds on the machine of that table; only their ratios matter. */
const perProduct = 0.0444;
const perState = 24.4;
const perWeight = 0.0016;
const perStep = 565_000;
