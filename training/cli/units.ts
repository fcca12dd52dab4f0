import { readFile } from 'node:fs/promises';
import { asFailure, Failure, isSystemError } from '@house-style/protocol/failure';
import type { UnitCorrelation } from '@house-style/protocol/inspection';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import type { Command } from 'commander';
import { unitChart } from '../unit-search/unit-chart';
import { followDepth } from '../unit-search/unit-search';
import type { Invocation } from './invocation';
import { rangedOption } from './option-values';
import { print, printJson } from './output';

interface UnitsFlags {
  characters: number;
  svg?: string;
  json?: boolean;
}

/** Units that are told of. */
const best = 5;

export function addUnits(program: Command, { stop }: Invocation): void {
  program
    .command('units')
    .description('Find the unit of a network that follows how deeply brackets are nested.')
    .argument('<model>', 'model file')
    .argument('<text>', 'text to read')
    .addOption(
      rangedOption('--characters <count>', 'of the text that are read', {
        from: 2,
        to: 1_000_000,
        whole: true,
      }).default(5000),
    )
    .option('--svg <file>', 'draw the best unit and the depth')
    .option('--json', 'print the result as JSON')
    .action(async (modelPath: string, textPath: string, flags: UnitsFlags) => {
      const model = await readModelFile(modelPath);
      const text = Array.from(await readText(textPath))
        .slice(0, flags.characters)
        .join('');
      const search = await followDepth(model, textPath, text, stop.signal);
      if (flags.svg !== undefined) await writeAtomically(flags.svg, [Buffer.from(unitChart(search))]);
      const found = search.units.slice(0, best).map(told);
      if (flags.json) printJson({ characters: search.depths.length, units: found });
      else for (const { name, correlation } of found) print(`${name}: ${correlation.toFixed(4)}`);
    });
}

function told({ state, layer, unit, correlation }: UnitCorrelation): { name: string; correlation: number } {
  return { name: `${state}, layer ${layer}, unit ${unit}`, correlation };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw asFailure(error);
    throw new Failure('file-not-found', `${path} cannot be read (${error.code ?? 'unknown'}): name a text file.`, {
      cause: error,
    });
  }
}
