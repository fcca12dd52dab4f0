import path from 'node:path';
import { bodyOf } from '@house-style/corpus/corpus';
import { Inspection } from '@house-style/model/inspection/inspection';
import { heatMapPng, heatMapSvg } from '@house-style/model/inspection/heat-map-picture';
import type { Range } from '@house-style/model/inspection/looks';
import { standalonePage } from '@house-style/model/inspection/standalone-page';
import { UnitTracking } from '@house-style/model/inspection/unit-tracking';
import { Failure } from '@house-style/protocol/failure';
import { type ModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import {
  type StateName,
  stateNames,
  type Tracking,
  type UnitCorrelation,
  type UnitName,
} from '@house-style/protocol/inspection';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { chooseFiles } from '../evaluate/choose-files';
import { filesToMeasure } from '../evaluate/files-to-measure';
import { pageWords } from './inspector-words';
import { type RankedText, rankUnits } from '../unit-search/rank-units';
import { colouredText, wantsColour } from './coloured-text';
import type { Invocation } from './invocation';
import { rangedOption } from './option-values';
import { print, printJson, tell } from './output';
import { pathFromHere, readTextFile } from './text-file';

interface InspectFlags {
  unit: number;
  layer: number;
  state: StateName;
  path?: string;
  search?: boolean;
  folder?: string;
  untrained?: boolean;
  characters?: number;
  lines?: readonly [first: number, last: number];
  html?: string;
  png?: string;
  svg?: string;
  json?: boolean;
}

const anyIndex = { from: 0, to: 1_000_000, whole: true };

export function addInspect(program: Command, { stop }: Invocation): void {
  program
    .command('inspect')
    .description('Show what a unit of a network does while it reads a file, or find units by what they track.')
    .argument('<model>', 'model file')
    .argument('<file>', 'text to read')
    .addOption(rangedOption('--unit <unit>', 'counted from 0', anyIndex).default(0))
    .addOption(rangedOption('--layer <layer>', 'counted from 0', anyIndex).default(0))
    .addOption(new Option('--state <state>', 'of the unit').choices(stateNames).default('hidden'))
    .option('--path <path>', "the file's path in the folder that was trained on (default: from the current folder)")
    .option('--search', 'rank the units by what they track: brackets, indentation, strings, comments, lines, keywords')
    .option('--folder <folder>', "with --search: over this folder's held-out files in place of the file")
    .option('--untrained', 'with --folder: the model was trained on other code')
    .addOption(
      rangedOption('--characters <characters>', 'with --folder: files until they hold so many characters', {
        ...anyIndex,
        from: 1,
        to: Number.MAX_SAFE_INTEGER,
      }),
    )
    .addOption(
      new Option('--lines <lines>', 'of the file that are shown, such as 10-40 (default: all)').argParser(parseLines),
    )
    .option('--html <file>', 'write a page that shows every unit, needs no network and opens from anywhere')
    .option('--png <file>', 'draw units by characters')
    .option('--svg <file>', 'the same with the characters below')
    .option('--json', 'print the result as JSON')
    .action(async (modelPath: string, file: string, flags: InspectFlags) => {
      const model = await readModelFile(modelPath);
      const text = await readTextFile(file);
      const turn = (): Promise<void> => {
        stop.signal.throwIfAborted();
        return Promise.resolve();
      };
      const read = { path: flags.path ?? pathFromHere(file), text };
      if (flags.search) await search(model, read, flags, turn, stop.signal);
      else await show(model, read, flags, turn);
    });
}

async function show(
  model: ModelFile,
  { path: told, text }: RankedText,
  flags: InspectFlags,
  turn: () => Promise<void>,
): Promise<void> {
  const inspection = await Inspection.of(model, text, { path: told, weights: 'exact', turn });
  const unit = { state: flags.state, layer: flags.layer, unit: flags.unit };
  if (flags.state === 'cell' || flags.html !== undefined) await inspection.readCells();
  const strongest = inspection.strongest(unit);
  if (!inspection.isWhole) tell(`Only the first ${inspection.characters.length} characters are read.`);
  const range = rangeOfLines(inspection.characters, flags.lines);
  await writeFiles(inspection, unit, range, flags, turn);
  const characters = inspection.characters.slice(range.from, range.to);
  const activations = inspection.activations(unit, range.from, range.to);
  if (flags.json) {
    printJson({
      ...{ unit, strongest, network: inspection.network },
      characters: characters.map((character, at) => ({
        ...{ character, activation: activations[at], bits: inspection.bits[range.from + at] },
        expected: inspection.expectedAfter(range.from + at),
      })),
    });
    return;
  }
  if (flags.html !== undefined || flags.png !== undefined || flags.svg !== undefined) return;
  const colour = wantsColour(process.env, process.stdout.isTTY);
  const full = inspection.fullColour(unit);
  const shares = activations.map((value) => (full === 0 ? 0 : Math.max(-1, Math.min(1, value / full))));
  process.stdout.write(colouredText(characters, shares, colour));
  tell(`${inWords(unit)}: ${legend(colour)}, in full from ${full.toFixed(2)} of at most ${strongest.toFixed(2)}.`);
  const bits = inspection.bits.subarray(range.from, range.to).reduce((sum, cost) => sum + cost, 0) / characters.length;
  tell(`${bits.toFixed(2)} bits per character over ${characters.length} characters.`);
}

async function writeFiles(
  inspection: Inspection,
  unit: UnitName,
  range: Range,
  { html, png, svg }: InspectFlags,
  turn: () => Promise<void>,
): Promise<void> {
  if (png !== undefined) await writeAtomically(png, [await heatMapPng(inspection, unit, range, turn)]);
  if (svg !== undefined) await writeAtomically(svg, [Buffer.from(await heatMapSvg(inspection, unit, range, turn))]);
  if (html === undefined) return;
  const tracking = new UnitTracking();
  await tracking.add(inspection, turn);
  const content = { words: pageWords, unit, range, tracked: tracking.tracked };
  const { page, characters } = await standalonePage(inspection, content, turn);
  await writeAtomically(html, [Buffer.from(page)]);
  const whole = range.to - range.from;
  if (characters < whole) tell(`The page holds the first ${characters} of ${whole} characters: choose --lines.`);
}

/** Lines as people write them: `10`, or `10-40`. */
function parseLines(text: string): [first: number, last: number] {
  const [, first = '', last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text) ?? [];
  const lines: [number, number] = [Number(first), Number(last)];
  if (first === '' || lines[0] < 1 || lines[1] < lines[0]) {
    throw new InvalidArgumentError('It must be a line, or two as 10-40.');
  }
  return lines;
}

/** @throws Failure `position-outside-file` where there is no such line. */
function rangeOfLines(characters: readonly string[], lines: InspectFlags['lines']): Range {
  if (lines === undefined) return { from: 0, to: characters.length };
  const starts = [0];
  for (const [at, character] of characters.entries()) {
    if (character === '\n' && at + 1 < characters.length) starts.push(at + 1);
  }
  const [first, last] = lines;
  const from = starts[first - 1];
  if (from === undefined) {
    throw new Failure('position-outside-file', `There is no line ${first}: ${starts.length} lines were read.`);
  }
  return { from, to: starts[last] ?? characters.length };
}

function legend(colour: boolean): string {
  return colour ? 'blue is negative and orange positive' : '- = ≡ █ are negative and + ‡ # ▓ positive';
}

async function search(
  model: ModelFile,
  file: RankedText,
  flags: InspectFlags,
  turn: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const texts = flags.folder === undefined ? [file] : await heldOutTexts(model, flags.folder, flags, signal);
  const found = await rankUnits(model, texts, turn);
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (flags.json) printJson({ files: texts.length, characters, tracked: found });
  else {
    const of = flags.folder === undefined ? path.basename(file.path) : `${texts.length} held-out files`;
    tell(`Correlation (Pearson's) over ${of}, ${characters} characters:`);
    for (const tracking of found) print(line(tracking));
  }
}

async function heldOutTexts(
  model: ModelFile,
  folder: string,
  { untrained = false, characters }: InspectFlags,
  signal: AbortSignal,
): Promise<RankedText[]> {
  const { available } = await filesToMeasure(model, folder, { untrained }, tell, signal);
  const files = chooseFiles(available, characters === undefined ? {} : { characters });
  return files.map((file) => ({ path: file.path, text: bodyOf(file, model.vocabulary) }));
}

function line({ quantity, units }: Tracking): string {
  const closest = units.filter(({ correlation }) => correlation !== 0);
  if (closest.length === 0) return `${quantity}: never changes here`;
  return `${quantity}: ${closest.map(withCorrelation).join('; ')}`;
}

function withCorrelation(unit: UnitCorrelation): string {
  return `${inWords(unit)} ${unit.correlation.toFixed(3)}`;
}

function inWords({ state, layer, unit }: UnitName): string {
  return `${state}, layer ${layer}, unit ${unit}`;
}
