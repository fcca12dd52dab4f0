import path from 'node:path';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { asFailure } from '@house-style/protocol/failure';
import type { Command } from 'commander';
import { CodeBase, readSource } from '../surprises/code-base';
import { parseSarif, placeOf, type SarifLog, type SarifResult } from '../surprises/sarif';
import type { Invocation } from './invocation';
import { print, printJson, tell } from './output';

interface RankFlags {
  sarifIn: string;
  folder: string;
  sarif?: string;
  json?: boolean;
}

interface RankedResult {
  readonly result: SarifResult;
  readonly place: ReturnType<typeof placeOf>;
  /** Of the most surprising of its lines; null where it has none in the code. */
  readonly surprise: number | null;
  /** Share of the code's own lines that are less surprising, 0 to 1. */
  readonly rank: number | null;
}

export function addRank(program: Command, { stop }: Invocation): void {
  program
    .command('rank')
    .description("Order another tool's warnings by how surprising their lines are in this code base.")
    .requiredOption('--sarif-in <file>', "the tool's results, in SARIF 2.1.0")
    .option('--folder <folder>', 'the code base', '.')
    .option('--sarif <file>', 'write them in this order, each with its rank')
    .option('--json', 'print the result as JSON')
    .action(async ({ sarifIn, folder, sarif, json }: RankFlags) => {
      const log = parseSarif(await readSource(sarifIn), sarifIn);
      const code = await CodeBase.read(folder, stop.signal);
      const judge = judgeIn(folder, code);
      const runs: RankedResult[][] = [];
      for (const { results } of log.runs) {
        const ranked: RankedResult[] = [];
        for (const result of results ?? []) ranked.push(await judge(result));
        runs.push(ranked.sort(bySurprise));
      }
      if (sarif !== undefined)
        await writeAtomically(sarif, [Buffer.from(`${JSON.stringify(inOrder(log, runs), undefined, 2)}\n`)]);
      const all = runs.flat().sort(bySurprise);
      if (json)
        printJson(
          all.map(({ result, place, ...judged }) => ({
            rule: result.ruleId,
            message: result.message.text,
            place,
            ...judged,
          })),
        );
      else for (const one of all) printResult(one);
    });
}

/** Judges results' lines, each file once. */
function judgeIn(folder: string, code: CodeBase): (result: SarifResult) => Promise<RankedResult> {
  const files = new Map<string, Promise<ReadonlyMap<number, { surprise: number; rank: number }>>>();
  const linesOf = async (name: string): Promise<ReadonlyMap<number, { surprise: number; rank: number }>> => {
    try {
      const text = await readSource(path.join(folder, name));
      return new Map((await code.judge({ path: name, text }, Infinity)).map((line) => [line.line, line]));
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code !== 'file-not-found') throw failure;
      tell(failure.message);
      return new Map();
    }
  };
  return async (result) => {
    const place = placeOf(result, folder);
    if (place === undefined) return { result, place, surprise: null, rank: null };
    const known = files.get(place.path) ?? linesOf(place.path);
    files.set(place.path, known);
    const lines = [...(await known)]
      .filter(([line]) => line >= place.from && line <= place.to)
      .map(([, judged]) => judged);
    const best = lines.sort((a, b) => b.surprise - a.surprise)[0];
    return { result, place, surprise: best?.surprise ?? null, rank: best?.rank ?? null };
  };
}

/** The most surprising first, those without a place last, in the order in which they came. */
function bySurprise(a: RankedResult, b: RankedResult): number {
  return (b.surprise ?? -1) - (a.surprise ?? -1);
}

function inOrder(log: SarifLog, runs: readonly (readonly RankedResult[])[]): object {
  return {
    ...log,
    runs: log.runs.map((run, index) =>
      run.results === null || run.results === undefined
        ? run
        : {
            ...run,
            results: (runs[index] ?? []).map(({ result, rank }) =>
              rank === null ? result : { ...result, rank: 100 * rank },
            ),
          },
    ),
  };
}

function printResult({ result, place, surprise }: RankedResult): void {
  const where = place === undefined ? '' : `${place.path}:${place.from}  `;
  const rule = result.ruleId === undefined ? '' : `  (${result.ruleId})`;
  print(`${where}${surprise === null ? '–' : surprise.toFixed(1)}  ${result.message.text ?? ''}${rule}`);
}
