/** The training panel's own script: lays out what the extension says, and asks for what is pressed. */
import type { PanelRequest, PanelView } from '../view';
import { CurveChart } from './curve-chart';
import { button, element, fill, setText, table } from './elements';
import { SampleBrowser } from './sample-browser';

declare function acquireVsCodeApi(): { postMessage(request: PanelRequest): void };

const editor = acquireVsCodeApi();
const ask = (request: PanelRequest): void => editor.postMessage(request);

const title = element('h1');
const state = element('p', 'state');
const quality = element('p', 'quality');
const progress = element('progress');
const announcement = element('p', 'unseen');
const actions = element('div', 'actions');
const minutes = element('input');
const minutesLabel = element('label');
const minutesNote = element('p', 'note');
const facts = element('dl', 'facts');
const notices = element('ul', 'notices');
const curve = { title: element('h2'), explanation: element('p', 'note'), details: element('summary') };
const chart = new CurveChart();
const curveTable = element('div');
const samples = new SampleBrowser();
const corpus = { title: element('h2'), summary: element('p'), kinds: element('div') };
const leftOutTitle = element('h3');
const leftOut = element('ul', 'plain');
const models = { title: element('h2'), explanation: element('p', 'note'), table: element('div', 'scrolls') };

function build(): void {
  announcement.setAttribute('role', 'status');
  minutes.type = 'number';
  minutes.id = 'minutes';
  minutesLabel.htmlFor = minutes.id;
  minutesNote.id = 'minutes-note';
  minutes.setAttribute('aria-describedby', minutesNote.id);
  minutes.addEventListener('change', () => {
    if (minutes.checkValidity()) ask({ kind: 'minutes', minutes: minutes.valueAsNumber });
    else minutes.reportValidity();
  });
  const controls = element('div', 'controls');
  const time = element('div', 'minutes');
  time.append(minutesLabel, minutes, minutesNote);
  controls.append(actions, time);
  const figures = element('details');
  figures.append(curve.details, curveTable);
  const main = element('main');
  main.append(
    title,
    quality,
    state,
    progress,
    announcement,
    controls,
    notices,
    section('learning', curve.title, curve.explanation, chart.element, facts, figures),
    section('writing', samples.title, samples.element),
    section('models', models.title, models.explanation, models.table),
    section('reading', corpus.title, corpus.summary, corpus.kinds, leftOutTitle, leftOut),
  );
  document.body.append(main);
}

function section(name: string, heading: HTMLElement, ...content: readonly HTMLElement[]): HTMLElement {
  const made = element('section', name);
  heading.id = `${name}-title`;
  made.setAttribute('aria-labelledby', heading.id);
  made.append(heading, ...content);
  return made;
}

function show(view: PanelView): void {
  document.documentElement.lang = view.language;
  setText(title, view.title);
  setText(state, view.state);
  setText(quality, view.quality);
  setText(announcement, view.announcement);
  progress.hidden = view.progress === undefined;
  progress.setAttribute('aria-label', view.title);
  if (view.progress !== undefined) progress.value = view.progress;
  fill(actions, view.actions, ({ label, request }, index) =>
    button(label, () => ask(request), index === 0 ? 'primary' : ''),
  );
  setText(minutesLabel, view.minutes.label);
  setText(minutesNote, view.minutes.note);
  minutes.min = String(view.minutes.from);
  minutes.max = String(view.minutes.to);
  minutes.step = 'any';
  if (document.activeElement !== minutes) minutes.value = String(view.minutes.value);
  fill(facts, view.facts, ({ name, value }) => {
    const pair = element('div');
    const [term, meaning] = [element('dt'), element('dd')];
    term.textContent = name;
    meaning.textContent = value;
    pair.append(term, meaning);
    return pair;
  });
  fill(notices, view.notices, (notice) => {
    const item = element('li');
    item.textContent = notice;
    return item;
  });
  setText(curve.title, view.curve.title);
  setText(curve.explanation, view.curve.explanation);
  setText(curve.details, view.curve.details);
  fill(curveTable, [view.curve.table], (one) => table(one, ask));
  chart.show(view.curve);
  samples.show(view.samples);
  const { length: kept } = view.models.table.rows;
  setText(models.title, kept > 0 ? view.models.title : '');
  setText(models.explanation, kept > 0 ? view.models.explanation : '');
  fill(models.table, kept > 0 ? [view.models.table] : [], (one) => table(one, ask));
  setText(corpus.title, view.corpus.title);
  setText(corpus.summary, view.corpus.summary);
  fill(corpus.kinds, view.corpus.kinds.rows.length > 0 ? [view.corpus.kinds] : [], (one) => table(one, ask));
  setText(leftOutTitle, view.corpus.leftOut.length > 0 ? view.corpus.leftOutTitle : '');
  fill(leftOut, view.corpus.leftOut, ({ label, request }) => {
    const item = element('li');
    item.append(button(label, () => ask(request), 'link'));
    return item;
  });
}

build();
window.addEventListener('message', ({ data }: MessageEvent<PanelView>) => show(data));
ask({ kind: 'ready' });
