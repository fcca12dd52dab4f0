/** Line charts as SVG, in greys and one hue that read on light and on dark ground. */
import { escaped } from './markup';

export interface Series {
  readonly name: string;
  /** Any CSS colour. */
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Whether the line goes level to the next point and then up or down. */
  readonly stepped?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** What stands below the axis in place of numbers, one for each whole x from 0. */
  readonly xNames?: readonly string[];
}

const width = 720;
const height = 300;
const margin = { top: 34, right: 16, bottom: 44, left: 56 };
const ink = '#808080';

/** @throws RangeError where there is no point to draw. */
export function lineChart({ title, xLabel, yLabel, series, xNames }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) throw new RangeError('A chart needs at least one point.');
  const xs = extent(points.map(({ x }) => x));
  const ys = extent(points.map(({ y }) => y));
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const px = (x: number): string => scaled(x, xs, margin.left, right).toFixed(1);
  const py = (y: number): string => scaled(y, ys, bottom, margin.top).toFixed(1);
  const text = (x: number | string, y: number | string, anchor: string, words: string, more = ''): string =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${ink}"${more}>${escaped(words)}</text>`;

  const yTicks = ticks(ys).map(
    (y) =>
      `<path d="M${margin.left} ${py(y)}H${right}" stroke="${ink}" stroke-opacity=".25"/>` +
      text(margin.left - 6, Number(py(y)) + 4, 'end', label(y)),
  );
  const xTicks = xNames
    ? xNames.map((name, x) => text(px(x), bottom + 16, 'middle', name, ' font-family="monospace"'))
    : ticks(xs).map((x) => text(px(x), bottom + 16, 'middle', label(x)));
  const lines = series.map(
    ({ points: line, colour, stepped = false }) =>
      `<path d="${pathOf(line, px, py, stepped)}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
  );
  const names = series.map(({ name, colour }, index) => {
    const x = right - 150 * (series.length - 1 - index);
    return `<text x="${x}" y="18" text-anchor="end" fill="${colour}">${escaped(name)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${escaped(title)}</title>`,
    ...yTicks,
    ...xTicks,
    ...lines,
    ...names,
    text(margin.left, 18, 'start', yLabel),
    text(right, height - 8, 'end', xLabel),
    '</svg>\n',
  ].join('\n');
}

type Extent = readonly [least: number, most: number];

/** Least and most, apart even where all are equal. */
function extent(numbers: readonly number[]): Extent {
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  return least === most ? [least - 0.5, most + 0.5] : [least, most];
}

function scaled(value: number, [least, most]: Extent, from: number, to: number): number {
  return from + ((value - least) / (most - least)) * (to - from);
}

/** About five round numbers within the extent: multiples of 1, 2 or 5 times a power of ten. */
function ticks([least, most]: Extent): number[] {
  const rough = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(most / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

function label(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 3 });
}

function pathOf(
  points: Series['points'],
  px: (x: number) => string,
  py: (y: number) => string,
  stepped: boolean,
): string {
  return points
    .map(({ x, y }, index) => {
      if (index === 0) return `M${px(x)} ${py(y)}`;
      return stepped ? `H${px(x)}V${py(y)}` : `L${px(x)} ${py(y)}`;
    })
    .join('');
}
