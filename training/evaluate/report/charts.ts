/** Charts as inline SVG and HTML that take their colours from the page's style. */
import { scaleLinear, scaleSqrt } from 'd3-scale';
import { line } from 'd3-shape';
import type { Expert } from '../predictions';
import type { ReliabilityRow } from '../reliability';
import type { Part } from './breakdown';
import { html, nothing, type Markup } from '../../charts/markup';

export type OfEach<Value> = readonly (readonly [expert: Expert, value: Value])[];

/** Bars side by side for each part, one for each expert. */
export function barChart(series: OfEach<readonly Part[]>): Markup {
  const highest = Math.max(...series.flatMap(([, parts]) => parts.map(({ bitsPerCharacter }) => bitsPerCharacter)));
  const share = scaleLinear([0, highest], [0, 100]);
  const [, first = []] = series[0] ?? [];
  const rows = first.map(({ name, characters }) => {
    const bars = series.flatMap(([expert, parts]) => {
      const bits = parts.find((part) => part.name === name)?.bitsPerCharacter;
      if (bits === undefined) return [];
      return [
        html`<div class="bar" title="${expert}">
          <i class="${expert}" style="width:${share(bits).toFixed(1)}%"></i><span>${bits.toFixed(3)}</span>
        </div>`,
      ];
    });
    return html`<tr>
      <th>${name}</th>
      <td class="number">${characters.toLocaleString('en')}</td>
      <td class="bars">${bars}</td>
    </tr>`;
  });
  return html`<table class="chart">
    <thead>
      <tr>
        <th></th>
        <th class="number">characters</th>
        <th>bits per character</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

const side = 300;
const tickCount = 5;
const margin = 44;
/** Above the plot, for the largest point. */
const top = 18;

/** The share that was right over the confidence, one point a tenth, as large as there are many predictions. */
export function reliabilityDiagram(tables: OfEach<readonly ReliabilityRow[]>): Markup {
  const right = margin + side;
  const bottom = top + side;
  const x = scaleLinear([0, 1], [margin, right]);
  const y = scaleLinear([0, 1], [bottom, top]);
  const radius = scaleSqrt([0, 1], [2.5, 13.5]);
  const percent = x.tickFormat(tickCount, '.0%');
  const ticks = x.ticks(tickCount).map(
    (share) =>
      html`<line class="grid" x1="${x(share)}" x2="${x(share)}" y1="${bottom}" y2="${top}" />
        <line class="grid" x1="${margin}" x2="${right}" y1="${y(share)}" y2="${y(share)}" />
        <text x="${x(share)}" y="${bottom + 16}" text-anchor="middle">${percent(share)}</text>
        <text x="${margin - 6}" y="${y(share) + 4}" text-anchor="end">${percent(share)}</text>`,
  );
  const curves = tables.map(([expert, rows]) => {
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    const points = rows.flatMap(({ count, confidence, right }) =>
      confidence === null || right === null ? [] : [{ count, confidence, right }],
    );
    const circles = points.map(
      ({ count, confidence, right }) =>
        html`<circle
          cx="${x(confidence).toFixed(1)}"
          cy="${y(right).toFixed(1)}"
          r="${radius(count / total).toFixed(1)}"
        >
          <title>
            ${expert}: ${(100 * confidence).toFixed(1)} % sure, ${(100 * right).toFixed(1)} % right, ${count}
            predictions
          </title>
        </circle>`,
    );
    const path = line<(typeof points)[number]>(
      ({ confidence }) => x(confidence),
      ({ right }) => y(right),
    ).digits(1);
    return html`<g class="${expert}"><path d="${path(points) ?? ''}" />${circles}</g>`;
  });
  const middle = margin + side / 2;
  return html`<svg
    class="reliability"
    viewBox="0 0 ${right + 16} ${bottom + 40}"
    role="img"
    aria-label="Share that was right over confidence"
  >
    ${ticks}
    <line class="diagonal" x1="${margin}" y1="${bottom}" x2="${right}" y2="${top}" />
    ${curves}
    <text x="${middle}" y="${bottom + 36}" text-anchor="middle">confidence</text>
    <text transform="translate(10 ${top + side / 2}) rotate(-90)" text-anchor="middle">right</text>
  </svg>`;
}

export function legend(experts: readonly Expert[]): Markup {
  if (experts.length < 2) return nothing;
  return html`<p class="legend">${experts.map((expert) => html`<span class="${expert}">${expert}</span> `)}</p>`;
}
