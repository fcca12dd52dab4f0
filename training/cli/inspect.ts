import path from 'node:path';
import { bodyOf } from '@house-style/corpus/corpus';
import { Inspection } from '@house-style/model/inspection/inspection';
import type { UnitCorrelation } from '@house-style/model/inspection/unit-ranking';
import { type ModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import type { StateName, UnitName } from '@house-style/protocol/inspection';
import { type Command, Option } from 'commander';
import { chooseFiles } from '../evaluate/choose-files';
import { filesToMeasure } from '../evaluate/files-to-measure';
import { type RankedText, rankUnits, type Tracking } from '../unit-search/rank-units';
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
  json?: boolean;
}

/** Units that are told of each quantity. */
const best = 3;
const anyIndex = { from: 0, to: 1_000_000, whole: true };

export function addInspect(program: Command, { stop }: Invocation): void {
  program
    .command('inspect')
    .description('Show what a unit of a network does while it reads a file, or find units by what they track.')
    .argument('<model>', 'model file')
    .argument('<file>', 'text to read')
    .addOption(rangedOption('--unit <unit>', 'counted from 0', anyIndex).default(0))
    .addOption(rangedOption('--layer <layer>', 'counted from 0', anyIndex).default(0))
    .addOption(new Option('--state <state>', 'of the unit').choices(['hidden', 'cell']).default('hidden'))
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
  { unit, layer, state, json = false }: InspectFlags,
  turn: () => Promise<void>,
): Promise<void> {
  const inspection = await Inspection.of(model, text, { path: told, weights: 'exact', turn });
  if (state === 'cell') await inspection.readCells();
  if (!inspection.isWhole) tell(`Only the first ${inspection.characters.length} characters are read.`);
  const name = { state, layer, unit };
  const activations = inspection.activations(name);
  const strongest = activations.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (json) {
    printJson({
      ...{ unit: name, strongest, network: inspection.network },
      characters: inspection.characters.map((character, at) => ({
        ...{ character, activation: activations[at], bits: inspection.bits[at] },
        expected: inspection.expectedAfter(at),
      })),
    });
    return;
  }
  const colour = wantsColour(process.env, process.stdout.isTTY);
  const shares = activations.map((value) => (strongest === 0 ? 0 : value / strongest));
  process.stdout.write(colouredText(inspection.characters, shares, colour));
  tell(`${inWords(name)}: ${legend(colour)} ${strongest.toFixed(2)}.`);
  const bits = inspection.bits.reduce((sum, cost) => sum + cost, 0) / inspection.bits.length;
  tell(`${bits.toFixed(2)} bits per character over ${inspection.characters.length} characters.`);
}

function legend(colour: boolean): string {
  return colour ? 'blue is negative and orange positive, up to' : '- = ≡ █ are negative and + ‡ # ▓ positive, up to';
}

async function search(
  model: ModelFile,
  file: RankedText,
  flags: InspectFlags,
  turn: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const texts = flags.folder === undefined ? [file] : await heldOutTexts(model, flags.folder, flags, signal);
  const found = await rankUnits(model, texts, best, turn);
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
