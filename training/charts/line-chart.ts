/** Line charts as SVG, in greys and one hue that read on light and on dark ground. */
import { scaleLinear } from 'd3-scale';
import { curveLinear, curveStepAfter, line } from 'd3-shape';
import { html, type Markup } from './markup';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Series {
  readonly name: string;
  /** Any CSS colour. */
  readonly colour: string;
  readonly points: readonly Point[];
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
/** Ticks of an axis, about. */
const ticks = 5;

/** @throws RangeError where there is no point to draw. */
export function lineChart({ title, xLabel, yLabel, series, xNames }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) throw new RangeError('A chart needs at least one point.');
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const x = scaleLinear(extent(points.map((point) => point.x)), [margin.left, right]);
  const y = scaleLinear(extent(points.map((point) => point.y)), [bottom, margin.top]);
  // Prettier breaks tags, as HTML may be, where a line is long.
  const text = (px: number, py: number, anchor: string, words: string, font = 'inherit'): Markup =>
    // prettier-ignore
    html`<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" text-anchor="${anchor}" font-family="${font}" fill="${ink}">${words}</text>
`;

  const yTicks = y
    .ticks(ticks)
    .map(
      (value) =>
        html`<path d="M${margin.left} ${y(value).toFixed(1)}H${right}" stroke="${ink}" stroke-opacity=".25" />
          ${text(margin.left - 6, y(value) + 4, 'end', y.tickFormat(ticks)(value))}`,
    );
  const xTicks = xNames
    ? xNames.map((name, at) => text(x(at), bottom + 16, 'middle', name, 'monospace'))
    : x.ticks(ticks).map((value) => text(x(value), bottom + 16, 'middle', x.tickFormat(ticks)(value)));
  const lines = series.map(({ points: own, colour, stepped = false }) => {
    const path = line<Point>(
      (point) => x(point.x),
      (point) => y(point.y),
    )
      .curve(stepped ? curveStepAfter : curveLinear)
      .digits(1);
    return html`<path d="${path(own) ?? ''}" fill="none" stroke="${colour}" stroke-width="1.5" /> `;
  });
  const names = series.map(({ name, colour }, index) => {
    const end = right - 150 * (series.length - 1 - index);
    return html`<text x="${end}" y="18" text-anchor="end" fill="${colour}">${name}</text> `;
  });
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${width} ${height}"
    font-family="sans-serif"
    font-size="11"
    role="img"
  >
    <title>${title}</title>
    ${yTicks} ${xTicks} ${lines} ${names} ${text(margin.left, 18, 'start', yLabel)}
    ${text(right, height - 8, 'end', xLabel)}
  </svg>`.source.concat('\n');
}

/** Least and most, apart even where all are equal. */
function extent(numbers: readonly number[]): [least: number, most: number] {
  const least = numbers.reduce((a, b) => Math.min(a, b));
  const most = numbers.reduce((a, b) => Math.max(a, b));
  return least === most ? [least - 0.5, most + 0.5] : [least, most];
}
