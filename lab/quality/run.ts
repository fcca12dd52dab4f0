/**
 * How good models are, beside general-purpose compressors that know the same training text:
 * `npm run -s bench:quality -- [--json] [--corpora rxjs,gyp] [--folder NAME=PATH]… [--minutes 10] [--models FOLDER]`
 *
 * Trains a model on each corpus with a fixed seed, or takes `NAME.onnx` from the folder of models where it is there,
 * and measures it with `housestyle evaluate --replay` as `docs/metrics.md` defines it. `--corpora` names those of
 * `quality-corpora.ts`; `--folder` adds any other code. Further options:
 *
 * - `--files N`, `--characters N`: measure over some of the held-out files, compressors too
 * - `--protocol appended`: all held-out files follow the training text in one stream, which is quicker and lets a
 *   compressor learn from earlier ones; `fileByFile` (each alone) is the definition
 * - `--no-yardsticks`, `--no-replay`: leave those out
 * - `--frequency eager`, `balanced` (the default) or `quiet`: how readily suggestions are shown
 * - `--untrained`: measure the pretrained network, and train nothing
 * - `--rewritten crlf` or `tabs`: also measure copies that are written so, and tell by how much figures differ
 *
 * Compressors need `xz`, `7z` and `zpaq`; one that is not installed is left out, and the result says so.
 */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { defaultFrequency } from '@house-style/protocol/settings';
import { loadCorpus } from '@house-style/corpus/corpus';
import { chooseFiles, type Limits } from '@house-style/training/evaluate/choose-files';
import type { Evaluation } from '@house-style/training/evaluate/evaluation';
import { figureRatios, rewrittenCopy, type Writing } from './rewritten';
import { qualityTable, type Quality } from './table';
import { benchmarkCorpora, corpusFolder } from './corpora';
import { measureYardstick, yardsticks, type Protocol, type YardstickResult } from './yardsticks';

const root = path.resolve(import.meta.dirname, '../..');
const seed = 1;

interface Settings {
  readonly models: string;
  readonly minutes: number;
  readonly limits: Limits;
  readonly protocol: Protocol;
  readonly yardsticks: boolean;
  readonly replay: boolean;
  readonly untrained: boolean;
  readonly frequency: string;
}

const { values: options } = parseArgs({
  options: {
    corpora: { type: 'string' },
    folder: { type: 'string', multiple: true, default: [] },
    minutes: { type: 'string', default: '10' },
    models: { type: 'string', default: path.join(root, 'artifacts/models') },
    files: { type: 'string' },
    characters: { type: 'string' },
    protocol: { type: 'string', default: 'fileByFile' },
    'no-yardsticks': { type: 'boolean', default: false },
    'no-replay': { type: 'boolean', default: false },
    untrained: { type: 'boolean', default: false },
    frequency: { type: 'string', default: defaultFrequency },
    rewritten: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

/** Runs the command line from its sources; what it tells goes to standard error. */
async function housestyle(...args: string[]): Promise<string> {
  const program = path.join(root, 'training/cli/main.ts');
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    stdin: 'ignore',
    stderr: 'inherit',
  });
  return stdout.split('\n').at(-1) ?? '';
}

async function modelFor(name: string, folder: string, { models, minutes, untrained }: Settings): Promise<string> {
  if (untrained) return path.join(root, 'model/pretrained/pretrained.onnx');
  const model = path.join(models, `${name}.onnx`);
  if (existsSync(model)) return model;
  await mkdir(models, { recursive: true });
  console.error(`${name}: training for ${minutes} minutes`);
  await housestyle('train', folder, '--out', model, '--minutes', `${minutes}`, '--seed', `${seed}`, '--device', 'cpu');
  return model;
}

async function evaluate(
  model: string,
  folder: string,
  { limits, replay, untrained, frequency }: Settings,
): Promise<Evaluation> {
  const flags = [
    ...(replay ? ['--replay', '--frequency', frequency] : []),
    ...(untrained ? ['--untrained'] : []),
    ...Object.entries(limits).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  ];
  return JSON.parse(await housestyle('evaluate', model, folder, '--json', ...flags)) as Evaluation;
}

/** A corpus and copies of it that are written otherwise, all by the same model, without compressors. */
async function measureRewritten(name: string, folder: string, writing: Writing, all: Settings): Promise<void> {
  const settings = { ...all, yardsticks: false };
  const model = await modelFor(name, folder, settings);
  const original = await evaluate(model, folder, settings);
  for (const part of ['heldOut', 'all'] as const) {
    const copy = await rewrittenCopy(folder, writing, part);
    try {
      const ratios = figureRatios(original, await evaluate(model, copy, settings));
      console.log(JSON.stringify({ corpus: name, writing, part, ratios }));
    } finally {
      await rm(copy, { recursive: true });
    }
  }
  console.log(JSON.stringify({ corpus: name, original }));
}

/** The compressors over the very files that the model was measured on. */
async function compress(
  model: string,
  folder: string,
  { limits, protocol }: Settings,
): Promise<Record<string, YardstickResult>> {
  const { vocabulary, metadata } = await readModelFile(model);
  const whole = await loadCorpus(folder, { vocabulary, heldOutPaths: metadata.heldOut, minimumCharacters: 0 });
  const heldOut = chooseFiles(whole.heldOut, limits);
  const heldOutCharacters = heldOut.reduce((sum, { characters }) => sum + characters, 0);
  const results: Record<string, YardstickResult> = {};
  for (const yardstick of yardsticks) {
    results[yardstick] = await measureYardstick({ ...whole, heldOut, heldOutCharacters }, yardstick, protocol);
  }
  return results;
}

async function measure(name: string, folder: string, settings: Settings): Promise<Quality> {
  const model = await modelFor(name, folder, settings);
  console.error(`${name}: measuring`);
  const evaluation = await evaluate(model, folder, settings);
  const { seconds, steps } = (await readModelFile(model)).metadata.metrics;
  return {
    training: { seconds: Math.round(seconds), steps },
    ...evaluation,
    ...(settings.yardsticks && { protocol: settings.protocol, yardsticks: await compress(model, folder, settings) }),
  };
}

function numberIn(name: 'files' | 'characters' | 'minutes'): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}.`);
  return value;
}

function writingIn(name: string): Writing {
  if (name === 'crlf' || name === 'tabs') return name;
  throw new Error(`--rewritten must be crlf or tabs, not ${name}.`);
}

function protocolIn(name: string): Protocol {
  if (name === 'fileByFile' || name === 'appended') return name;
  throw new Error(`--protocol must be fileByFile or appended, not ${name}.`);
}

/** The corpora asked for, each with its folder: the benchmark's where none is named. */
async function foldersAsked(): Promise<[name: string, folder: string][]> {
  const own = options.folder.map((word): [string, string] => {
    const [, name, folder] = /^([\w.-]+)=(.+)$/.exec(word) ?? [];
    if (name === undefined || folder === undefined) throw new Error(`--folder must be NAME=PATH, not ${word}.`);
    return [name, path.resolve(folder)];
  });
  const named = options.corpora?.split(',') ?? (own.length > 0 ? [] : Object.keys(benchmarkCorpora));
  const found = await Promise.all(
    named.map(async (name): Promise<[string, string]> => [name, await corpusFolder(name)]),
  );
  return [...found, ...own];
}

const files = numberIn('files');
const characters = numberIn('characters');
const settings: Settings = {
  models: path.resolve(options.models),
  minutes: numberIn('minutes') ?? 10,
  limits: { ...(files !== undefined && { files }), ...(characters !== undefined && { characters }) },
  protocol: protocolIn(options.protocol),
  yardsticks: !options['no-yardsticks'],
  replay: !options['no-replay'],
  untrained: options.untrained,
  frequency: options.frequency,
};
const writing = options.rewritten === undefined ? undefined : writingIn(options.rewritten);
if (writing === undefined) {
  const corpora: Record<string, Quality> = {};
  for (const [name, folder] of await foldersAsked()) {
    corpora[name] = await measure(name, folder, settings);
    console.error(qualityTable({ [name]: corpora[name] }));
  }
  if (!options.json) console.log(qualityTable(corpora));
  console.log(JSON.stringify({ seed, corpora }));
} else {
  for (const [name, folder] of await foldersAsked()) await measureRewritten(name, folder, writing, settings);
}
