import type { Network } from '@house-style/model/network';
import type { Window } from '../engines/engine';

export interface Shape {
  readonly name: string;
  readonly network: Network;
  readonly window: Window;
}

function shape(layers: number, hidden: number, batch: number, time: number): Shape {
  const units = Array<number>(layers).fill(hidden);
  const network = {
    cell: 'lstm',
    input: 'embedding',
    vocabulary: 100,
    embedding: 64,
    hidden: units,
    dropout: 0,
  } as const;
  return { name: `${layers}×${hidden}, batch ${batch}, window ${time}`, network, window: { time, batch } };
}

/** The reference network of docs/metrics.md, then what a card is for. */
export const fullShapes = [
  shape(1, 512, 64, 64),
  shape(2, 1024, 256, 128),
  shape(2, 1024, 512, 128),
  shape(3, 1024, 256, 128),
  shape(3, 1024, 512, 128),
];

/** The same in small, to see on any machine that all of it works. */
export const smallShapes = [shape(1, 64, 8, 16), shape(2, 48, 16, 16)];

/**
 * Floating-point operations of one step: two a weight and character for each product of recurrent, output and upper
 * input matrices, once forward and twice backward. The first layer's input is a look-up and counts for nothing.
 */
export function operationsAStep({ network: { hidden, vocabulary }, window }: Shape): number {
  const weights = hidden.reduce(
    (sum, units, layer) => sum + 4 * units * (units + (layer === 0 ? 0 : (hidden[layer - 1] ?? 0))),
    vocabulary * (hidden.at(-1) ?? 0),
  );
  return 3 * 2 * weights * window.time * window.batch;
}
