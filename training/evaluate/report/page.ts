/** The report of an evaluation: one HTML page that needs nothing beside itself. */
import { evaluationOf, type Evaluation, type Measured } from '../evaluation';
import type { Expert, Predictions } from '../predictions';
import type { ReliabilityRow } from '../reliability';
import type { Replay } from '../replay';
import type { ReplayFigures } from '../replay-figures';
import { byPosition, byType, costliestLines, worstMisses } from './breakdown';
import { barChart, legend, reliabilityDiagram, type OfEach } from './charts';
import { colouredText, surpriseLevels } from './coloured-text';
import { html, nothing, type Markup } from '../../charts/markup';
import { style } from './style';

/** What the page is about. */
export interface Subject {
  readonly model: string;
  readonly folder: string;
}

/** Rows of the tables of what went wrong. */
const worst = 25;
/** Characters of text that are shown coloured at most; the page has some 20 bytes for each. */
const colouredCharacters = 400_000;
/** The experts, those that know most first. */
const experts: readonly Expert[] = ['blend', 'lstm', 'ngram'];

export function reportPage({ model, folder }: Subject, measured: Measured): string {
  const evaluation = evaluationOf(measured);
  const measuredExperts = experts.filter((expert) => measured.predictions[expert] !== undefined);
  const ofEach = <Value>(value: (predictions: readonly Predictions[]) => Value): OfEach<Value> =>
    measuredExperts.map((expert) => [expert, value(measured.predictions[expert] ?? [])]);
  const [[, best] = ['blend', []]] = ofEach((predictions) => predictions);
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>House Style: ${model}</title>
      <style>
        ${style}
      </style>
    </head>
    <body>
      <h1>How well ${model} predicts</h1>
      <p class="soft">${scope(evaluation, folder)}</p>
      ${tiles(evaluation)} ${replaySection(evaluation)} ${legend(measuredExperts)}
      <h2>By type of file</h2>
      ${barChart(ofEach(byType))}
      <h2>By position in the file</h2>
      <p class="soft">Characters from the start of the file: what a model learns of a file while it reads it.</p>
      ${barChart(ofEach(byPosition))} ${reliabilitySection(evaluation)} ${missesSection(measured, best)}
      <h2>Lines least expected</h2>
      ${linesTable(best)} ${textSection(measured, best)}
    </body>
  </html>`;
  return `<!doctype html>\n${page.source}\n`;
}

function scope({ heldOut }: Evaluation, folder: string): string {
  const size = `${heldOut.files} ${heldOut.files === 1 ? 'file' : 'files'} of ${folder}, ${heldOut.characters.toLocaleString('en')} characters`;
  if (heldOut.of === undefined) return `Measured over ${size}.`;
  const { files, characters } = heldOut.of;
  return `Measured over ${size}, chosen of ${files} files with ${characters.toLocaleString('en')} characters.`;
}

function tiles({ bitsPerCharacter, replay }: Evaluation): Markup {
  const bits = experts.flatMap((expert) => {
    const value = bitsPerCharacter[expert];
    return typeof value !== 'number'
      ? []
      : [
          html`<div class="tile">
            <strong class="${expert}">${value.toFixed(3)}</strong>bits a character, ${expert}
          </div>`,
        ];
  });
  const saved = replay && [
    html`<div class="tile"><strong>${percent(replay.append.keystrokesSaved)}</strong>of keystrokes saved</div>`,
    html`<div class="tile"><strong>${percent(replay.append.completedRatio)}</strong>of characters completed</div>`,
    html`<div class="tile"><strong>${percent(replay.append.acceptance)}</strong>of suggestions accepted</div>`,
  ];
  return html`<div class="tiles">${bits}${saved ?? []}</div>`;
}

function replaySection({ replay }: Evaluation): Markup {
  if (replay === undefined) return nothing;
  const row = (variant: string, figures: ReplayFigures): Markup =>
    html`<tr>
      <th>${variant}</th>
      <td class="number">${percent(figures.keystrokesSaved)}</td>
      <td class="number">${percent(figures.netSaved)}</td>
      <td class="number">${percent(figures.completedRatio)}</td>
      <td class="number">${percent(figures.acceptance)}</td>
      <td class="number">${figures.shownPerLine.toFixed(2)}</td>
      <td class="number">${figures.shownPer100.toFixed(1)} / ${figures.wrongPer100.toFixed(1)}</td>
      <td class="number">${figures.medianLength ?? '–'}</td>
      <td class="number">${figures.meanAcceptedLength?.toFixed(1) ?? '–'}</td>
      <td class="number">
        ${figures.latencyMs.p50.toFixed(1)} / ${figures.latencyMs.p95.toFixed(1)} / ${figures.latencyMs.p99.toFixed(1)}
      </td>
    </tr>`;
  return html`<h2>Typed anew</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th></th>
            <th class="number">keystrokes saved</th>
            <th class="number">less reading</th>
            <th class="number">completed</th>
            <th class="number">accepted</th>
            <th class="number">shown a line</th>
            <th class="number">shown / wrong in 100 keystrokes</th>
            <th class="number">characters, median</th>
            <th class="number">characters accepted</th>
            <th class="number">ms, p50 / p95 / p99</th>
          </tr>
        </thead>
        <tbody>
          ${row('append', replay.append)} ${row('insert', replay.insert)}
        </tbody>
      </table>
    </div>`;
}

function reliabilitySection({ reliability }: Evaluation): Markup {
  const tables = experts.flatMap((expert): OfEach<readonly ReliabilityRow[]> => {
    const rows = reliability[expert];
    return rows === undefined ? [] : [[expert, rows]];
  });
  const [[expert, rows] = ['', []]] = tables;
  const cells = rows.map(
    ({ from, to, count, confidence, right }) =>
      html`<tr>
        <th>${Math.round(100 * from)}–${Math.round(100 * to)} %</th>
        <td class="number">${count.toLocaleString('en')}</td>
        <td class="number">${percent(confidence)}</td>
        <td class="number">${percent(right)}</td>
      </tr>`,
  );
  return html`<h2>Reliability</h2>
    <p class="soft">How often what was thought likeliest came, by how likely it was thought.</p>
    <div class="side">
      ${reliabilityDiagram(tables)}
      <table>
        <thead>
          <tr>
            <th>${expert}</th>
            <th class="number">predictions</th>
            <th class="number">confidence</th>
            <th class="number">right</th>
          </tr>
        </thead>
        <tbody>
          ${cells}
        </tbody>
      </table>
    </div>`;
}

function missesSection({ replays }: Measured, predictions: readonly Predictions[]): Markup {
  if (replays === undefined) return nothing;
  const texts = new Map(predictions.map(({ path, text }) => [path, text.join('')]));
  const rows = worstMisses(replays.append, texts, worst).map(
    ({ path, line, before, text, came, confidence }) =>
      html`<tr>
        <td class="number">${percent(confidence)}</td>
        <td class="code"><span class="soft">${before}</span><span class="wrong">${text}</span></td>
        <td class="code right">${came.trimEnd()}</td>
        <td class="soft where">${path}<wbr /><span>:${line}</span></td>
      </tr>`,
  );
  return html`<h2>Suggestions that were surest and wrong</h2>
    <table>
      <thead>
        <tr>
          <th class="number">sure</th>
          <th>suggested</th>
          <th>came</th>
          <th>where</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function linesTable(predictions: readonly Predictions[]): Markup {
  const rows = costliestLines(predictions, worst).map(
    ({ path, line, text, bits }) =>
      html`<tr>
        <td class="number">${bits.toFixed(0)} bits</td>
        <td class="code">${text.trimStart()}</td>
        <td class="soft where">${path}<wbr /><span>:${line}</span></td>
      </tr>`,
  );
  return html`<table>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function textSection({ replays }: Measured, predictions: readonly Predictions[]): Markup {
  const replayed = new Map((replays?.append ?? []).map((one: Replay) => [one.path, one]));
  let left = colouredCharacters;
  const files = predictions.flatMap((file) => {
    if (file.text.length > left) return [];
    left -= file.text.length;
    const bits = file.bits.reduce((sum, own) => sum + own, 0) / Math.max(1, file.bits.length);
    return [
      html`<details>
        <summary><code>${file.path}</code> <span class="soft">${bits.toFixed(3)} bits a character</span></summary>
        ${colouredText(file, replayed.get(file.path)?.shown ?? [])}
      </details>`,
    ];
  });
  const levels = surpriseLevels.map((from, index) => html`<i class="s${index + 1}">${from}</i>`);
  const marks = replays && html`; <i class="ok">accepted</i>, <b></b> rejected (point at it)`;
  const omitted = predictions.length - files.length;
  return html`<h2>The text, by surprise</h2>
    <p class="soft key">Bits a character from ${levels}${marks ?? nothing}.</p>
    ${files} ${omitted === 0 ? nothing : html`<p class="soft">${omitted} further files are too long to be shown.</p>`}`;
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)} %`;
}
