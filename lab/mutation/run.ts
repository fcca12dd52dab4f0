/**
 * Whether the tests would notice a fault: `npm run mutate -- [--sample 60] [--seed 1] [--paths PATH …]`
 * (`README.md`). Draws mutants, tries each in a copy of the checkout, and tells those that no test noticed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SeededDraws } from '@house-style/model/testing/seeded-draws';
import { type Share, shareOf } from '../generation/intervals';
import { type ChangedFiles, Compilers, compiledInto } from './changed-files';
import { described, type Mutant, mutantsOf } from './mutants';
import { Reach, sourceFiles } from './reach';
import { ScratchCheckout } from './scratch-checkout';
import { durationsOf, type Durations, type Outcome, roundsOf, tried } from './trial';

const root = path.resolve(import.meta.dirname, '../..');
const trainingCores = ['network', 'options', 'checkpoint', 'trainer', 'run'].map((folder) => `training/${folder}`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    paths: { type: 'string', multiple: true },
    durations: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});

interface Drawn {
  readonly mutant: Mutant;
  readonly changed: ChangedFiles;
}

interface Trial extends Mutant {
  readonly outcome: Outcome;
  /** The test file that noticed it. */
  readonly by?: string;
}

/** Files under the paths that are shipped and written by hand. */
async function filesUnder(paths: readonly string[]): Promise<readonly string[]> {
  const under = (file: string): boolean => paths.some((each) => file === each || file.startsWith(`${each}/`));
  const files = await sourceFiles(root);
  return files.filter((file) => under(file) && !/\.test\.ts$|\/testing\/|\/compiled\.ts$/.test(file));
}

/** Draws among all mutants alike; those that a compiler refuses, or that change nothing, are drawn again. */
async function draw(files: readonly string[], size: number, draws: SeededDraws) {
  const all: Mutant[] = [];
  for (const file of files) all.push(...mutantsOf(file, await readFile(path.join(root, file), 'utf8')));
  const compilers = new Compilers(root, files);
  const drawn: Drawn[] = [];
  let refused = 0;
  for (const mutant of draws.shuffled(all)) {
    if (drawn.length === size) break;
    const changed = await compilers.changedBy(mutant);
    if (changed === undefined) refused += 1;
    else drawn.push({ mutant, changed });
  }
  return { of: all.length, drawn, refused };
}

async function tryAll(drawn: readonly Drawn[], reach: Reach): Promise<readonly Trial[]> {
  const checkouts = await Promise.all(Array.from({ length: Number(values.jobs) }, () => ScratchCheckout.of(root)));
  const [first] = checkouts;
  if (first === undefined) throw new RangeError('There must be a job at least.');
  const reached = drawn.map(({ mutant }) => reach.testsOf(mutant.file));
  const tests = [...new Set(reached.flatMap((each) => [...each.keys()]))];
  const durations = await keptDurations(first, tests);
  for (const test of tests) if (!durations.has(test)) tell(`left out, as it fails without a fault: ${test}`);
  const trials: Trial[] = [];
  const queue = drawn.entries();
  const work = async (checkout: ScratchCheckout): Promise<void> => {
    for (const [index, { mutant, changed }] of queue) {
      const rounds = roundsOf(mutant.file, reached[index] ?? new Map(), durations);
      const trial = { ...mutant, ...(await tried(checkout, changed, rounds, durations)) };
      trials.push(trial);
      tell(`${trials.length}/${drawn.length} ${trial.outcome}: ${described(mutant)}  (${trial.by ?? ''})`);
    }
  };
  await Promise.all(checkouts.map(work));
  return trials;
}

/** As they were measured before, where that is kept; `null` stands for a test that fails without a fault. */
async function keptDurations(checkout: ScratchCheckout, tests: readonly string[]): Promise<Durations> {
  const { durations: file } = values;
  const kept = file === undefined ? '[]' : await readFile(file, 'utf8').catch(() => '[]');
  const known = new Map(JSON.parse(kept) as [string, number | null][]);
  const missing = tests.filter((test) => !known.has(test));
  const measured = missing.length === 0 ? new Map<string, number>() : await durationsOf(checkout, missing);
  for (const test of missing) known.set(test, measured.get(test) ?? null);
  if (file !== undefined) await writeFile(file, JSON.stringify([...known]));
  return new Map([...known].flatMap(([test, duration]) => (duration === null ? [] : [[test, duration]])));
}

function tell(message: string): void {
  console.error(message);
}

function inPercent({ share, interval }: Share): string {
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  return share === null || interval === null ? '–' : `${percent(share)} (95 %: ${interval.map(percent).join(' to ')})`;
}

async function run(): Promise<void> {
  const paths = [...(values.paths ?? ['model', 'protocol', ...trainingCores]), ...positionals];
  const { of, drawn, refused } = await draw(
    await filesUnder(paths),
    Number(values.sample),
    new SeededDraws(Number(values.seed)),
  );
  tell(`${drawn.length} of ${of} mutants drawn with seed ${values.seed}; ${refused} more are refused by the compilers`);
  const trials = await tryAll(drawn, await Reach.read(root, (file) => compiledInto(root, file)));
  const count = (outcome: Outcome): number => trials.filter((trial) => trial.outcome === outcome).length;
  const score = shareOf(trials.map(({ outcome }) => outcome !== 'survived'));
  const survivors = trials.filter(({ outcome }) => outcome === 'survived');
  if (values.json) {
    console.log(JSON.stringify({ seed: Number(values.seed), paths, of, refused, score, trials }, null, 2));
    return;
  }
  console.log(
    `${count('killed')} killed, ${count('timed out')} timed out, ${survivors.length} survived: ${inPercent(score)}`,
  );
  for (const survivor of survivors) console.log(`  ${described(survivor)}`);
}

// What runs and what was copied ends with the process, as it does at an exit alone.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await run();
