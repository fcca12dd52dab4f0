/** Whether the tests notice a mutant. */
import path from 'node:path';
import type { ChangedFiles } from './changed-files';
import type { ScratchCheckout } from './scratch-checkout';
import { runUnitTests, type TestRun } from './unit-tests';

export type Outcome = 'killed' | 'timed out' | 'survived';

/** How long test files take when all is well, milliseconds; those that fail are not among them. */
export type Durations = ReadonlyMap<string, number>;

/** Milliseconds of tests that are tried first, and at most of those that do not stand beside the file. */
const first = 5_000;
const mostElsewhere = 30_000;
/** What a test file takes besides its tests. */
const startUp = 500;
/** A run is ended after so many times what it takes when all is well, and this. */
const patience = 5;
const grace = 20_000;

/**
 * Tests to be run one after another until one fails: those that stand beside the file first, the shortest of them before
 * the others, then those that reach it over the fewest imports.
 */
export function roundsOf(
  file: string,
  distances: ReadonlyMap<string, number>,
  durations: Durations,
): readonly (readonly string[])[] {
  const tests = [...distances]
    .flatMap(([test, distance]) => {
      const milliseconds = durations.get(test);
      if (milliseconds === undefined) return [];
      const beside = file.startsWith(`${path.dirname(test)}/`);
      return [{ test, beside, distance: beside ? 0 : distance, milliseconds: milliseconds + startUp }];
    })
    .sort((one, other) => one.distance - other.distance || one.milliseconds - other.milliseconds);
  const near: string[] = [];
  const far: string[] = [];
  let [sum, elsewhere] = [0, 0];
  for (const { test, beside, milliseconds } of tests) {
    // Others that are as near or further may be short enough still.
    if (!beside && elsewhere > 0 && elsewhere + milliseconds > mostElsewhere) continue;
    sum += milliseconds;
    if (!beside) elsewhere += milliseconds;
    (near.length === 0 || sum <= first ? near : far).push(test);
  }
  return [near, far].filter((round) => round.length > 0);
}

/** Runs round after round, until one fails or does not end. */
export async function tried(
  checkout: ScratchCheckout,
  changed: ChangedFiles,
  rounds: readonly (readonly string[])[],
  durations: Durations,
): Promise<{ readonly outcome: Outcome; readonly by?: string }> {
  return await checkout.with(changed, async () => {
    for (const tests of rounds) {
      const usual = tests.reduce((sum, test) => sum + startUp + (durations.get(test) ?? 0), 0);
      const run = await runUnitTests(checkout.root, tests, { limit: grace + patience * usual, bail: true });
      if (run.timedOut) return { outcome: 'timed out' };
      if (!run.passed) return { outcome: 'killed', ...failureOf(run) };
    }
    return { outcome: 'survived' };
  });
}

function failureOf({ files }: TestRun): { readonly by?: string } {
  const failed = files.find(({ passed }) => !passed);
  return failed === undefined ? {} : { by: failed.file };
}

/** Runs tests as all is well. */
export async function durationsOf(checkout: ScratchCheckout, tests: readonly string[]): Promise<Durations> {
  const { files } = await runUnitTests(checkout.root, tests, { workers: 2 });
  return new Map(files.filter(({ passed }) => passed).map(({ file, milliseconds }) => [file, milliseconds]));
}
