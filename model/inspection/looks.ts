/** What the inspector asks about a text that was read, answered. */
import { type FoundOf, type InspectedText, type StateName, type UnitName } from '@house-style/protocol/inspection';
import { Failure } from '@house-style/protocol/failure';
import type { Inspection } from './inspection';

export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** What was read, or a part of it. */
export function inspectedText(inspection: Inspection, range: Range = all(inspection)): InspectedText {
  const { characters, isWhole, path: name, network, states, bits } = inspection;
  const above = characters.slice(0, range.from).filter((character) => character === '\n').length;
  return {
    path: name,
    text: characters.slice(range.from, range.to).join(''),
    firstLine: above + 1,
    isWhole: isWhole && range.from === 0 && range.to === characters.length,
    layers: network.hidden,
    states,
    bits: bits.slice(range.from, range.to),
  };
}

function all({ characters }: Inspection): Range {
  return { from: 0, to: characters.length };
}

/** @throws Failure `no-such-unit`. */
export function unitShares(inspection: Inspection, name: UnitName, range?: Range): FoundOf<'unit'> {
  const strongest = inspection.strongest(name);
  const shares = sharesOf(inspection.activations(name, range?.from, range?.to), strongest);
  return { kind: 'unit', strongest, full: inspection.fullColour(name), shares };
}

/**
 * Every unit of a layer, each as a share of the magnitude that it has its full colour from.
 *
 * @param turn awaited before each unit, for others to go first: the first time each is measured over all of the text.
 * @throws Failure `no-such-unit`.
 */
export async function heatMap(
  inspection: Inspection,
  layer: { readonly state: StateName; readonly layer: number },
  { from, to }: Range,
  turn: () => Promise<void>,
): Promise<FoundOf<'heat-map'>> {
  const units = inspection.network.hidden[layer.layer] ?? 0;
  const count = to - from;
  const shares = new Int8Array(units * count);
  for (let unit = 0; unit < units; unit++) {
    await turn();
    const name = { ...layer, unit };
    shares.set(sharesOf(inspection.activations(name, from, to), inspection.fullColour(name)), unit * count);
  }
  return { kind: 'heat-map', shares };
}

/** @throws Failure `position-outside-file` for characters that there are not. */
export function requireRange({ characters }: Inspection, { from, to }: Range): void {
  if (from < to && to <= characters.length) return;
  throw new Failure(
    'position-outside-file',
    `Characters ${from} to ${to} lie outside the ${characters.length} that were read.`,
  );
}

/** Of a magnitude, beyond which all is the same. */
function sharesOf(activations: Float32Array, whole: number): Int8Array {
  if (whole === 0) return new Int8Array(activations.length);
  return Int8Array.from(activations, (value) => Math.round(127 * Math.max(-1, Math.min(1, value / whole))));
}
