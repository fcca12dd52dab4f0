/**
 * Whether the lines that a later fix touched were more surprising than their neighbours:
 * `npm run -s bench:surprises-history -- REPOSITORY… [--commits 40] [--json]`
 *
 * Of each repository (a clone, with history) the last commits are taken whose message says *fix* or *style* and that change
 * one to three files of code. Each file is judged as it was before, by all code as it was then. Told is the share of pairs
 * of a touched line and another line of code of the same file in which the touched one is more surprising, the area
 * under the ROC curve: ½ by chance. Lines ranked by their length are told beside it.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { characterCounts } from '@house-style/model/pretrained/suitability';
import { type Measure, measureOf, surprisesOf } from '@house-style/model/surprise/line-surprises';
import { type SourceText, TwoSidedIndex } from '@house-style/model/surprise/two-sided-index';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';

const code = /\.(?:[cm]?[jt]sx?|py|cc|cpp|h|java|go|rb|rs)$/;
const tests = /(?:^|\/)(?:tests?|spec|examples?|docs|vendor|dist|benchmarks?)\//;
const largestFile = 100_000;
const mostFiles = 3;
/** Characters of the code that is known. */
const mostCode = 1_500_000;

const never = (): Promise<void> => Promise.resolve();

class Repository {
  constructor(private readonly folder: string) {}

  async git(...args: string[]): Promise<string> {
    const options = { maxBuffer: 512 * 2 ** 20 };
    return (await promisify(execFile)('git', ['-C', this.folder, '-c', 'core.quotePath=false', ...args], options))
      .stdout;
  }

  async fixes(): Promise<string[]> {
    const log = await this.git('log', '--no-merges', '--format=%H %s');
    return log
      .split('\n')
      .filter((line) => /\b(?:fix(?:es|ed)?|style)\b/i.test(line.slice(41)))
      .map((line) => line.slice(0, 40));
  }

  /** Lines of the parent's files that a commit takes away or changes, counted from 0, by path. */
  async touched(commit: string): Promise<Map<string, Set<number>>> {
    const diff = await this.git('diff', '--no-renames', '--unified=0', '--diff-filter=M', `${commit}^`, commit);
    const files = new Map<string, Set<number>>();
    let current = new Set<number>();
    for (const line of diff.split('\n')) {
      const file = /^--- a\/(.+?)\t?$/.exec(line)?.[1];
      if (file !== undefined) files.set(file, (current = new Set()));
      const hunk = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
      if (hunk === null) continue;
      for (let at = 0; at < Number(hunk[2] ?? 1); at++) current.add(Number(hunk[1]) - 1 + at);
    }
    return new Map([...files].filter(([name, lines]) => isCode(name) && lines.size > 0));
  }

  async codeAt(commit: string): Promise<SourceText[]> {
    const names = (await this.git('ls-tree', '-r', '--name-only', commit)).split('\n').filter(isCode);
    const files: SourceText[] = [];
    let characters = 0;
    for (const name of names) {
      const text = await this.git('show', `${commit}:${name}`);
      if (text.length > largestFile || text.includes('\0') || characters + text.length > mostCode) continue;
      files.push({ path: name, text: text.replaceAll('\r\n', '\n') });
      characters += text.length;
    }
    return files;
  }
}

function isCode(name: string): boolean {
  return code.test(name) && !tests.test(name);
}

/** Share of pairs in which the first is larger, equal ones counting half. */
function areaUnderCurve(positive: readonly number[], negative: readonly number[]): number {
  let larger = 0;
  for (const one of positive) for (const other of negative) larger += one > other ? 1 : one === other ? 0.5 : 0;
  return larger / (positive.length * negative.length);
}

interface Areas {
  readonly surprise: number;
  readonly length: number;
}

async function measureRepository(folder: string, commits: number) {
  const repository = new Repository(folder);
  const areas: Areas[] = [];
  let used = 0;
  let measure: Measure | undefined;
  for (const commit of await repository.fixes()) {
    if (used >= commits) break;
    const touched = await repository.touched(commit).catch(() => new Map<string, Set<number>>());
    if (touched.size === 0 || touched.size > mostFiles) continue;
    const files = await repository.codeAt(`${commit}^`);
    const vocabulary = Vocabulary.fromCounts(characterCounts(files.map(({ text }) => text)));
    const index = new TwoSidedIndex(vocabulary, files);
    // What code of a repository costs changes little from commit to commit.
    measure ??= await measureOf(index, never);
    const found: Areas[] = [];
    for (const [name, lines] of touched) found.push(...(await areasIn(index, measure, name, lines)));
    if (found.length > 0) used += 1;
    areas.push(...found);
    console.error(`${path.basename(folder)}: ${used} of ${commits} commits`);
  }
  const mean = (of: (one: Areas) => number): number => areas.reduce((sum, one) => sum + of(one), 0) / areas.length;
  const surprise = mean((one) => one.surprise);
  const variance = mean((one) => (one.surprise - surprise) ** 2);
  return {
    commits: used,
    files: areas.length,
    surprise,
    standardError: Math.sqrt(variance / areas.length),
    length: mean((one) => one.length),
  };
}

async function areasIn(
  index: TwoSidedIndex,
  measure: Measure,
  name: string,
  touched: ReadonlySet<number>,
): Promise<Areas[]> {
  const text = index.texts.get(name);
  if (text === undefined) return [];
  const rows = text.split('\n');
  const lines = (await surprisesOf(index, measure, name, never)).filter(({ lexemes }) => lexemes.length > 0);
  const [positive, negative] = [
    lines.filter(({ line }) => touched.has(line)),
    lines.filter(({ line }) => !touched.has(line)),
  ];
  if (positive.length === 0 || negative.length < 10) return [];
  const area = (score: (one: (typeof lines)[number]) => number): number =>
    areaUnderCurve(positive.map(score), negative.map(score));
  return [{ surprise: area(({ surprise }) => surprise), length: area(({ line }) => rows[line]?.length ?? 0) }];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { commits: { type: 'string', default: '40' }, json: { type: 'boolean', default: false } },
});
const results: Record<string, Awaited<ReturnType<typeof measureRepository>>> = {};
for (const folder of positionals) results[folder] = await measureRepository(folder, Number(values.commits));
if (values.json) console.log(JSON.stringify(results));
else console.table(results);
