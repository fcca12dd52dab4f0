/**
 * `npm run presets`: trains the presets as `figure-runs.ts` lists them, each into a folder of models, and writes the
 * page with their figures. What was trained before stays as it is; a run that was stopped goes on.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@house-style/protocol/failure';
import { Command } from 'commander';
import { format } from 'prettier';
import { rangedOption } from '@house-style/training/cli/option-values';
import { atFullLength, type FigureRun, figureRuns, type Text } from './figure-runs';
import { type Figures, figuresSchema } from './figures';
import { nestedParentheses } from '@house-style/training/unit-search/nested-parentheses';
import { presetsPage } from './page';
import { runPreset } from './run-preset';

const docs = path.resolve(import.meta.dirname, '../../docs');
const parenthesesCharacters = 60_000;

interface Flags extends Partial<Record<Exclude<Text, 'nested-parentheses'>, string>> {
  models: string;
  only?: string[];
  threads?: number;
  full?: boolean;
  again?: boolean;
}

const program = new Command('npm run presets --')
  .description('Train the presets and write docs/presets.md. Runs whose text is not given are passed over.')
  .option('--plays <file>', 'one long text, tinyshakespeare for the published figures')
  .option('--novel <file>', 'one novel')
  .option('--novels <folder>', 'novels of one author')
  .option('--code <folder>', 'a code base')
  .option('--models <folder>', 'where models are written', 'artifacts/presets')
  .option('--only <runs...>', 'these runs alone')
  .addOption(
    rangedOption('--threads <threads>', 'for the training (default: all cores)', { from: 1, to: 1024, whole: true }),
  )
  .option('--full', 'train for the published lengths, which takes hours')
  .option('--again', 'also those that have figures already')
  .parse();

const flags: Flags = program.opts();
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
await mkdir(flags.models, { recursive: true });
await mkdir(path.join(docs, 'presets'), { recursive: true });
for (const run of figureRuns) {
  const text = await textOf(run);
  const wanted = flags.only?.includes(run.name) ?? true;
  if (!wanted || text === undefined) continue;
  if (flags.again || (await figuresOf(run)) === undefined) await produce(flags.full ? atFullLength(run) : run, text);
}
await writePage();

async function textOf({ text }: FigureRun): Promise<string | undefined> {
  if (text !== 'nested-parentheses') return flags[text];
  const file = path.join(flags.models, 'nested-parentheses.txt');
  await writeFile(file, nestedParentheses(parenthesesCharacters, 1));
  return file;
}

async function produce(run: FigureRun, text: string): Promise<void> {
  process.stderr.write(`${run.name}\n`);
  const model = path.join(flags.models, `${run.name}.onnx`);
  const { figures, charts } = await runPreset(run, text, model, flags.threads, stop.signal);
  for (const [name, svg] of Object.entries(charts)) {
    await writeFile(path.join(docs, 'presets', `${run.name}${name}.svg`), svg);
  }
  await writeFile(figuresFile(run), `${JSON.stringify(figures, null, 2)}\n`);
  await writePage();
}

async function writePage(): Promise<void> {
  const found = await Promise.all(figureRuns.map(figuresOf));
  const page = presetsPage(found.filter((figures) => figures !== undefined));
  await writeFile(path.join(docs, 'presets.md'), await format(page, { parser: 'markdown', printWidth: 120 }));
}

async function figuresOf(run: FigureRun): Promise<Figures | undefined> {
  try {
    return figuresSchema.parse(JSON.parse(await readFile(figuresFile(run), 'utf8')));
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function figuresFile({ name }: FigureRun): string {
  return path.join(docs, 'presets', `${name}.json`);
}
