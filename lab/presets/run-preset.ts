/** Trains one preset for the page: the model, its figures, a sample and the curve. */
import { appendFileSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '@house-style/protocol/failure';
import { sampleText } from '@house-style/model/generation/sample-text';
import { Lstm } from '@house-style/model/lstm/lstm';
import { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import { type ModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import { trainingEvent, type TrainingEvent, type TrainingEventOf } from '@house-style/protocol/training-events';
import { productVersion } from '@house-style/training/product-version';
import { loadCorpus } from '@house-style/corpus/corpus';
import { coldWindowNats } from '@house-style/training/evaluate/cold-windows';
import { corpusOptionsIn } from '@house-style/training/options/options';
import { train } from '@house-style/training/run/train';
import type { FigureRun } from './figure-runs';
import type { Figures } from './figures';
import { lineChart } from '@house-style/training/charts/line-chart';
import { nestedParentheses } from '@house-style/training/unit-search/nested-parentheses';
import { withPreset } from '@house-style/training/options/preset';
import { presetNamed } from '@house-style/training/options/presets';
import { unitChart } from '@house-style/training/unit-search/unit-chart';
import { followDepth } from '@house-style/training/unit-search/unit-search';

export interface Produced {
  readonly figures: Figures;
  /** Drawings by what stands behind the run's name in the name of the file. */
  readonly charts: Readonly<Record<string, string>>;
}

const sampleCharacters = 400;
const temperature = 0.7;
/** As many windows as leave an error of some 0.005 nats. */
const coldWindows = 1000;
/** Characters of the language over which units are searched, drawn with another seed than those trained on. */
const searched = { characters: 5000, seed: 2 };

/** @param text path of the file or folder. A run that was stopped goes on. */
export async function runPreset(
  run: FigureRun,
  text: string,
  model: string,
  threads: number | undefined,
  signal: AbortSignal,
): Promise<Produced> {
  const resume = (await stat(`${model}.checkpoint`).catch(() => undefined)) !== undefined;
  // Beside the model, so that the curve of a run that was stopped is whole.
  const log = `${model}.jsonl`;
  if (!resume) await rm(log, { force: true });
  await train(
    {
      ...{ code: text, model, resume, corpus: {}, checkpointSeconds: 60, productVersion },
      options: withPreset(presetNamed(run.preset), run.given),
      engine: { engine: 'onnxruntime', device: 'cpu', ...(threads !== undefined && { threads }) },
    },
    (event) => appendFileSync(log, `${JSON.stringify(event)}\n`),
    signal,
  );
  const events = (await readFile(log, 'utf8')).trimEnd().split('\n');
  return await measured(
    run,
    text,
    model,
    events.map((line) => trainingEvent.parse(JSON.parse(line))),
    signal,
  );
}

async function measured(
  run: FigureRun,
  text: string,
  model: string,
  events: readonly TrainingEvent[],
  signal: AbortSignal,
): Promise<Produced> {
  const charts: Record<string, string> = { '': curve(run.name, events) };
  const file = await readModelFile(model);
  const lstm = await Lstm.load(file);
  try {
    const options = { ...corpusOptionsIn(file.metadata.training), vocabulary: file.vocabulary, minimumCharacters: 0 };
    const corpus = await loadCorpus(text, { ...options, heldOutPaths: file.metadata.heldOut }, signal);
    const [longest] = [...corpus.heldOut].sort((a, b) => b.characters - a.characters);
    const nats = longest && (await coldWindowNats(lstm, longest, { windows: coldWindows, seed: 1 }, signal));
    const plan = only(events, 'plan');
    const done = only(events, 'done');
    const unit = run.text === 'nested-parentheses' ? await searchDepth(file, text, charts, signal) : undefined;
    const figures: Figures = {
      ...{ run: run.name, preset: run.preset, text: path.basename(text), given: { ...run.given } },
      ...{ network: plan.network, parameters: plan.parameters },
      ...{ characters: corpus.characters, heldOutCharacters: corpus.heldOutCharacters },
      ...{ steps: done.steps, epochs: epochsOf(events), seconds: done.seconds },
      charactersPerSecond: done.charactersPerSecond,
      bitsPerCharacter: done.bitsPerCharacter,
      ...(nats !== undefined && { coldWindows: { windows: coldWindows, nats } }),
      sample: { temperature, text: await sample(lstm, longest?.path ?? path.basename(text)) },
      ...(unit && { unit }),
    };
    return { figures, charts };
  } finally {
    await lstm.dispose();
  }
}

async function searchDepth(model: ModelFile, text: string, charts: Record<string, string>, signal: AbortSignal) {
  const unseen = nestedParentheses(searched.characters, searched.seed);
  const search = await followDepth(model, text, unseen, signal);
  const [best] = search.units;
  charts['-unit'] = unitChart(search);
  return {
    unit: `${best?.state ?? ''} unit ${best?.unit ?? ''} of layer ${best?.layer ?? ''}`,
    correlation: best?.correlation ?? 0,
    characters: unseen.length,
  };
}

async function sample(lstm: Lstm, file: string): Promise<string> {
  const options = { path: file, temperature, seed: 1, maximumCharacters: sampleCharacters };
  let text = '';
  for await (const piece of sampleText(new LstmPredictor(lstm), options)) text += piece;
  return text;
}

function curve(name: string, events: readonly TrainingEvent[]): string {
  const steps = of(events, 'step').map(({ step, bitsPerCharacter }) => ({ x: step, y: bitsPerCharacter }));
  const validations = of(events, 'validation').flatMap(({ step, bitsPerCharacter }) =>
    bitsPerCharacter === null ? [] : [{ x: step, y: bitsPerCharacter }],
  );
  return lineChart({
    title: `Training of ${name}`,
    xLabel: 'updates',
    yLabel: 'bits per character',
    series: [
      { name: 'training, smoothed', colour: '#4a78c8', points: steps },
      { name: 'held out', colour: '#d9822b', points: validations },
    ],
  });
}

function epochsOf(events: readonly TrainingEvent[]): number {
  return Math.max(...[...of(events, 'step'), ...of(events, 'validation')].map(({ epoch }) => epoch));
}

function of<Kind extends TrainingEvent['event']>(events: readonly TrainingEvent[], kind: Kind) {
  return events.filter((event): event is TrainingEventOf<Kind> => event.event === kind);
}

function only<Kind extends TrainingEvent['event']>(events: readonly TrainingEvent[], kind: Kind) {
  const [event] = of(events, kind);
  if (event === undefined) throw new Failure('internal', `The training told of no ${kind}.`);
  return event;
}
