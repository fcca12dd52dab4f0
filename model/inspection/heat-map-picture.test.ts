import { expect, test } from 'vitest';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { metadataFor, networkOf, randomParameters } from '../testing/random-model';
import { heatMapPng, heatMapSvg } from './heat-map-picture';
import { Inspection } from './inspection';

const network = networkOf({ cell: 'gru', hidden: [3] });
const model = parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network)), 'm');
const turn = (): Promise<void> => Promise.resolve();
const text = 'a<b>&"\u0001\n\tc';
const inspection = await Inspection.of(model, text, {
  path: 'a.ts',
  weights: 'exact',
  turn,
});
const unit = { state: 'hidden', layer: 0, unit: 1 } as const;

test('has a row for each unit and a column for each character', async () => {
  const picture = await heatMapPng(inspection, unit, { from: 1, to: 6 }, turn);
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([5 * 12, 3 * 12]);
});

test('letters stand below, whatever they are', async () => {
  const picture = await heatMapSvg(inspection, unit, { from: 0, to: text.length }, turn);
  const letters = Array.from(picture.matchAll(/text-anchor="middle">([^<]*)</g), ([, letter]) => letter);
  expect(letters).toEqual(['a', '&lt;', 'b', '&gt;', '&amp;', '&quot;', '\ufffd', '⏎', '→', 'c']);
  expect(picture.match(/text-anchor="end">/g)).toHaveLength(3);
});

test('shows nothing of what there is not', async () => {
  await expect(heatMapPng(inspection, unit, { from: 0, to: 99 }, turn)).rejects.toThrow(/outside the 10/);
  await expect(heatMapPng(inspection, { ...unit, unit: 3 }, { from: 0, to: 1 }, turn)).rejects.toThrow(/no unit 3/);
});
