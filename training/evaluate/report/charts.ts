/** Charts as inline SVG and HTML that take their colours from the page's style. */
import type { Expert } from '../predictions';
import type { ReliabilityRow } from '../reliability';
import type { Part } from './breakdown';
import { html, nothing, type Markup } from '../../charts/markup';

export type OfEach<Value> = readonly (readonly [expert: Expert, value: Value])[];

/** Bars side by side for each part, one for each expert. */
export function barChart(series: OfEach<readonly Part[]>): Markup {
  const highest = Math.max(...series.flatMap(([, parts]) => parts.map(({ bitsPerCharacter }) => bitsPerCharacter)));
  const [, first = []] = series[0] ?? [];
  const rows = first.map(({ name, characters }) => {
    const bars = series.flatMap(([expert, parts]) => {
      const bits = parts.find((part) => part.name === name)?.bitsPerCharacter;
      if (bits === undefined) return [];
      const width = ((100 * bits) / highest).toFixed(1);
      return [
        html`<div class="bar" title="${expert}">
          <i class="${expert}" style="width:${width}%"></i><span>${bits.toFixed(3)}</span>
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
const margin = 44;
/** Above the plot, for the largest point. */
const top = 18;

/** The share that was right over the confidence, one point a tenth, as large as there are many predictions. */
export function reliabilityDiagram(tables: OfEach<readonly ReliabilityRow[]>): Markup {
  const x = (share: number): string => (margin + share * side).toFixed(1);
  const y = (share: number): string => (top + (1 - share) * side).toFixed(1);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (share) =>
      html`<line class="grid" x1="${x(share)}" x2="${x(share)}" y1="${y(0)}" y2="${y(1)}" />
        <line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(share)}" y2="${y(share)}" />
        <text x="${x(share)}" y="${(Number(y(0)) + 16).toFixed(1)}" text-anchor="middle">${100 * share} %</text>
        <text x="${margin - 6}" y="${(Number(y(share)) + 4).toFixed(1)}" text-anchor="end">${100 * share} %</text>`,
  );
  const curves = tables.map(([expert, rows]) => {
    const total = rows.reduce((sum, { count }) => sum + count, 0);
    const points = rows.flatMap(({ count, confidence, right }) =>
      confidence === null || right === null ? [] : [{ count, confidence, right }],
    );
    const circles = points.map(
      ({ count, confidence, right }) =>
        html`<circle cx="${x(confidence)}" cy="${y(right)}" r="${(2.5 + 11 * Math.sqrt(count / total)).toFixed(1)}">
          <title>
            ${expert}: ${(100 * confidence).toFixed(1)} % sure, ${(100 * right).toFixed(1)} % right, ${count}
            predictions
          </title>
        </circle>`,
    );
    const line = points.map(({ confidence, right }) => `${x(confidence)},${y(right)}`).join(' ');
    return html`<g class="${expert}"><polyline points="${line}" />${circles}</g>`;
  });
  const middle = margin + side / 2;
  return html`<svg
    class="reliability"
    viewBox="0 0 ${margin + side + 16} ${top + side + 40}"
    role="img"
    aria-label="Share that was right over confidence"
  >
    ${ticks}
    <line class="diagonal" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" />
    ${curves}
    <text x="${middle}" y="${top + side + 36}" text-anchor="middle">confidence</text>
    <text transform="translate(10 ${top + side / 2}) rotate(-90)" text-anchor="middle">right</text>
  </svg>`;
}

export function legend(experts: readonly Expert[]): Markup {
  if (experts.length < 2) return nothing;
  return html`<p class="legend">${experts.map((expert) => html`<span class="${expert}">${expert}</span> `)}</p>`;
}
