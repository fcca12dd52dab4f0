import path from 'node:path';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { Failure } from '@house-style/protocol/failure';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CodeBase, type Judged, type JudgedLine, pathWithin, readSource } from '../surprises/code-base';
import { changesSince } from '../surprises/git-diff';
import { inWords, sarifOf } from '../surprises/sarif';
import type { Invocation } from './invocation';
import { rangedOption } from './option-values';
import { print, printJson, tell } from './output';

interface ScoreFlags {
  folder: string;
  diff?: string;
  json?: boolean;
  sarif?: string;
  threshold?: number | 'calibrated';
  top: number;
}

/** Of commands that did what they were to: something lies above the threshold. */
const statusAbove = 1;

export function addScore(program: Command, invocation: Invocation): void {
  program
    .command('score')
    .description('Tell which lines do not look like the rest of their code base, the most surprising first.')
    .argument('[files...]', 'files of the folder (default: all of its code)')
    .option('--folder <folder>', 'the code base', '.')
    .addOption(
      new Option(
        '--diff <revision>',
        'lines that differ from a revision, such as HEAD, judged by the code as it was then',
      ),
    )
    .addOption(
      new Option(
        '--threshold <bits>',
        `exit with status ${statusAbove} where a line is above it; "calibrated" is what one in a hundred of the code's own lines exceeds`,
      ).argParser(parseThreshold),
    )
    .addOption(
      rangedOption('--top <lines>', 'tell no more than so many', { from: 1, to: 1e6, whole: true }).default(10),
    )
    .option('--sarif <file>', 'write all lines above the threshold in SARIF 2.1.0')
    .option('--json', 'print the result as JSON')
    .action(async (files: readonly string[], flags: ScoreFlags) => {
      if (files.length > 0 && flags.diff !== undefined) {
        throw new Failure('usage', 'Name files or a revision by --diff, not both.');
      }
      const { code, asked } = await whatIsAsked(files, flags, invocation);
      const threshold = typeof flags.threshold === 'number' ? flags.threshold : code.threshold;
      const lines: JudgedLine[] = [];
      for (const judged of asked) lines.push(...(await code.judge(judged, threshold)));
      lines.sort((a, b) => b.surprise - a.surprise);
      const above = lines.filter(({ surprise }) => surprise > threshold);
      if (flags.sarif !== undefined) {
        await writeAtomically(flags.sarif, [
          Buffer.from(`${JSON.stringify(sarifOf(above, threshold), undefined, 2)}\n`),
        ]);
      }
      if (flags.json)
        printJson({ threshold, judged: lines.length, above: above.length, lines: lines.slice(0, flags.top) });
      else {
        for (const line of lines.slice(0, flags.top)) printLine(line);
        tell(`${above.length} of ${lines.length} lines are above the threshold of ${threshold.toFixed(1)} bits.`);
      }
      if (flags.threshold !== undefined && above.length > 0) invocation.outcome.status = statusAbove;
    });
}

async function whatIsAsked(
  files: readonly string[],
  { folder, diff }: ScoreFlags,
  { stop }: Invocation,
): Promise<{ code: CodeBase; asked: readonly Judged[] }> {
  const named: Judged[] = [];
  for (const file of files) named.push({ path: pathWithin(folder, file), text: await readSource(file) });
  const changes = diff === undefined ? [] : await changesSince(folder, diff);
  const read = ({ path: name }: { readonly path: string }): Promise<string> => readSource(path.join(folder, name));
  const code = await CodeBase.read(folder, stop.signal, new Map(changes.map((change) => [change.path, change.before])));
  if (diff !== undefined) {
    const asked: Judged[] = [];
    // What is no code of this code base, such as a list of dependencies, is not judged by it.
    for (const change of changes.filter((one) => code.admits(one.path))) {
      asked.push({ path: change.path, text: await read(change), lines: change.lines });
    }
    return { code, asked };
  }
  if (named.length > 0) return { code, asked: named };
  const asked: Judged[] = [];
  for (const name of code.paths.filter((one) => code.admits(one)))
    asked.push({ path: name, text: await read({ path: name }) });
  return { code, asked };
}

function printLine(judged: JudgedLine): void {
  print(`${judged.path}:${judged.line}:${judged.column}  ${judged.surprise.toFixed(1)}  ${judged.text.trim()}`);
  if (judged.expected !== undefined) print(`    ${inWords(judged)}`);
}

function parseThreshold(text: string): number | 'calibrated' {
  if (text === 'calibrated') return text;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It must be a number of bits, or "calibrated".');
  return Number(text);
}
