/**
 * The inspector as one HTML file that needs nothing else: its script, style and numbers are in it, and its policy lets
 * nothing else in.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { Failure } from '@house-style/protocol/failure';
import {
  type EmbeddedInspection,
  type Expectation,
  type InspectorWords,
  likeliestCount,
  type StateName,
  type Tracking,
  type UnitName,
} from '@house-style/protocol/inspection';
import type { Inspection } from './inspection';
import { inspectedText, type Range, requireRange, unitShares } from './looks';
import { unitsOf } from './unit-ranking';

const deflated = promisify(deflateRaw);

/** Activations that a page holds at most, a byte each: of a longer range the start. */
const mostActivations = 24_000_000;

export interface PageContent {
  readonly words: InspectorWords;
  readonly unit: UnitName;
  readonly range: Range;
  readonly tracked: readonly Tracking[];
}

/**
 * @param turn awaited before each unit, for others to go first.
 * @returns the page, and how many of the characters are in it.
 * @throws Failure `position-outside-file` or `no-such-unit`; `internal` where the page's script was not built.
 */
export async function standalonePage(
  inspection: Inspection,
  { words, unit, range, tracked }: PageContent,
  turn: () => Promise<void>,
): Promise<{ page: string; characters: number }> {
  requireRange(inspection, range);
  inspection.strongest(unit);
  const { network, states } = inspection;
  const perCharacter = states.length * network.hidden.reduce((sum, width) => sum + width, 0);
  const part = { from: range.from, to: Math.min(range.to, range.from + Math.floor(mostActivations / perCharacter)) };
  const { bits, ...text } = inspectedText(inspection, part);
  const { names, places, probabilities } = expectations(inspection, part);
  const activations: Int8Array[] = [];
  for (const name of unitsOf(inspection)) {
    await turn();
    activations.push(unitShares(inspection, name, part).shares);
  }
  const numbers = [bits, places, probabilities, ...activations];
  const embedded: EmbeddedInspection = {
    ...{ text, words, unit, tracked, names },
    strongest: ofEachUnit(inspection, (name) => inspection.strongest(name)),
    full: ofEachUnit(inspection, (name) => inspection.fullColour(name)),
    data: (await deflated(Buffer.concat(numbers.map(bytesOf)))).toString('base64'),
  };
  const [script, style] = await Promise.all([readAsset('inspector.js'), readAsset('inspector.css')]);
  return { page: page(embedded, script, style), characters: part.to - part.from };
}

/** A number of each unit, by state and layer. */
function ofEachUnit(
  { states, network }: Inspection,
  numberOf: (name: UnitName) => number,
): Partial<Record<StateName, number[][]>> {
  const ofLayer = (state: StateName, layer: number, width: number): number[] =>
    Array.from({ length: width }, (_, unit) => Number(numberOf({ state, layer, unit }).toPrecision(5)));
  return Object.fromEntries(
    states.map((state) => [state, network.hidden.map((width, layer) => ofLayer(state, layer, width))]),
  );
}

function expectations(inspection: Inspection, { from, to }: Range) {
  const names: Expectation['character'][] = [];
  const known = new Map<string, number>();
  const places = new Uint8Array((to - from) * likeliestCount);
  const probabilities = new Uint8Array(places.length);
  for (let at = from; at < to; at++) {
    for (const [rank, { character, probability }] of inspection.expectedAfter(at).entries()) {
      const key = JSON.stringify(character);
      let place = known.get(key);
      if (place === undefined) {
        place = names.push(character) - 1;
        known.set(key, place);
      }
      places[(at - from) * likeliestCount + rank] = place;
      probabilities[(at - from) * likeliestCount + rank] = Math.round(255 * probability);
    }
  }
  return { names, places, probabilities };
}

function page(embedded: EmbeddedInspection, script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`;
  // Nothing in a text ends the element that it stands in.
  const json = JSON.stringify(embedded).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>House Style</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="inspection">${json}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** Built beside the bundles, which hold this file; from the sources, in the build's folder. */
async function readAsset(name: string): Promise<string> {
  const folders = ['webview', '../../dist/webview'].map((folder) => path.join(import.meta.dirname, folder));
  for (const folder of folders) {
    const text = await readFile(path.join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text.replaceAll(/<\/(script|style)/gi, '<\\/$1').trim();
  }
  throw new Failure('internal', `The page's ${name} is not there: build House Style first.`);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array | Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
