/** The heat map of a layer's units by the characters of a text, as a picture. */
import { activationColour } from '@house-style/protocol/activation-colour';
import type { UnitName } from '@house-style/protocol/inspection';
import type { Inspection } from './inspection';
import { heatMap, type Range, requireRange } from './looks';
import { png } from './png';

/** Characters that a picture shows at most: of a longer range the start. */
const widest = 1000;
/** Points of a cell, of few units and of many. */
const cell = { width: 12, fewUnits: 12, manyUnits: 3, many: 100 } as const;
const margin = { left: 48, top: 8, bottom: 28 } as const;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
  readonly cellHeight: number;
  readonly characters: readonly string[];
  readonly units: number;
}

/**
 * The cells alone, without lettering.
 *
 * @param turn as of `heatMap`.
 * @throws Failure `position-outside-file` or `no-such-unit`.
 */
export async function heatMapPng(
  inspection: Inspection,
  unit: UnitName,
  range: Range,
  turn: () => Promise<void>,
): Promise<Buffer> {
  return (await picture(inspection, unit, range, turn)).png;
}

/** The cells with the characters below them and the units beside them, on white. @throws as {@link heatMapPng}. */
export async function heatMapSvg(
  inspection: Inspection,
  unit: UnitName,
  range: Range,
  turn: () => Promise<void>,
): Promise<string> {
  const { width, height, png: image, cellHeight, characters, units } = await picture(inspection, unit, range, turn);
  const text = (x: number, y: number, anchor: string, words: string): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(words)}</text>`;
  const letters = characters.map((character, at) =>
    text(margin.left + (at + 0.5) * cell.width, margin.top + height + 12, 'middle', sign(character)),
  );
  const step = cellHeight >= cell.fewUnits ? 1 : 50;
  const names = Array.from({ length: Math.ceil(units / step) }, (_, index) => index * step).map((name) =>
    text(margin.left - 6, margin.top + (name + 0.5) * cellHeight + 4, 'end', String(name)),
  );
  const [fullWidth, fullHeight] = [margin.left + width + 8, margin.top + height + margin.bottom];
  const title = `${unit.state} states of layer ${unit.layer}, ${units} units by ${characters.length} characters`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${fullWidth}" height="${fullHeight}" fill="#fff"/>`,
    `<image x="${margin.left}" y="${margin.top}" width="${width}" height="${height}" href="data:image/png;base64,${image.toString('base64')}"/>`,
    `<g font-family="monospace" font-size="10" fill="#333">${letters.join('')}${names.join('')}</g>`,
    `<rect x="${margin.left}" y="${margin.top + unit.unit * cellHeight}" width="${width}" height="${cellHeight}" fill="none" stroke="#000"/>`,
    '</svg>\n',
  ].join('\n');
}

async function picture(
  inspection: Inspection,
  unit: UnitName,
  { from, to }: Range,
  turn: () => Promise<void>,
): Promise<Picture> {
  const range = { from, to: Math.min(to, from + widest) };
  requireRange(inspection, range);
  inspection.strongest(unit);
  const count = range.to - from;
  const { shares } = await heatMap(inspection, unit, range, turn);
  const units = shares.length / count;
  const cellHeight = units <= cell.many ? cell.fewUnits : cell.manyUnits;
  const [width, height] = [count * cell.width, units * cellHeight];
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0; row < units; row++) {
    const start = 3 * row * cellHeight * width;
    for (let at = 0; at < count; at++) {
      const colour = activationColour((shares[row * count + at] as number) / 127);
      for (let x = 0; x < cell.width; x++) pixels.set(colour, start + 3 * (at * cell.width + x));
    }
    for (let line = 1; line < cellHeight; line++) {
      pixels.copyWithin(start + 3 * line * width, start, start + 3 * width);
    }
  }
  const characters = inspection.characters.slice(from, range.to);
  return { width, height, png: await png(width, height, pixels), cellHeight, characters, units };
}

function sign(character: string): string {
  if (character === '\n') return '⏎';
  return character === '\t' ? '→' : character;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Controls and halves of surrogate pairs, which XML cannot hold, become a sign for what cannot be shown. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => entities[character] ?? '')
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
