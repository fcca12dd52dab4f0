/** Runs unit tests in a checkout, each run a process that can be ended with all that it started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';

const reportSchema = z.object({
  testResults: z.array(z.object({ name: z.string(), status: z.string(), startTime: z.number(), endTime: z.number() })),
});

export interface TestRun {
  readonly timedOut: boolean;
  readonly passed: boolean;
  /** Test files that were run to their end, with how long that took, milliseconds. */
  readonly files: readonly { readonly file: string; readonly passed: boolean; readonly milliseconds: number }[];
}

/**
 * @param tests paths of test files from the root.
 * @param limit milliseconds until the run is ended.
 * @param bail whether it ends with the first failure.
 */
export async function runUnitTests(
  root: string,
  tests: readonly string[],
  { limit = Infinity, bail = false, workers = 1 } = {},
): Promise<TestRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'house-style-mutation-report-'));
  const report = path.join(folder, 'report.json');
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const options = [...(bail ? ['--bail', '1'] : []), ...['--maxWorkers', String(workers)]];
  const program = spawn(
    process.execPath,
    [vitest, 'run', '--project', 'unit', ...options, '--reporter', 'json', '--outputFile', report, ...tests],
    // A group of its own: a test's process in an endless loop does not notice that the run is over.
    { cwd: root, stdio: 'ignore', detached: true },
  );
  let timedOut = false;
  const end = (): void => {
    if (program.pid !== undefined) process.kill(-program.pid, 'SIGKILL');
  };
  const timer = Number.isFinite(limit)
    ? setTimeout(() => {
        timedOut = true;
        end();
      }, limit)
    : undefined;
  process.once('exit', end);
  try {
    const [status] = (await once(program, 'exit')) as [number | null];
    const files = await filesOf(report, root);
    return { timedOut, passed: status === 0, files };
  } finally {
    clearTimeout(timer);
    process.off('exit', end);
    await rm(folder, { recursive: true });
  }
}

async function filesOf(report: string, root: string): Promise<TestRun['files']> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  return reportSchema.parse(JSON.parse(text)).testResults.map(({ name, status, startTime, endTime }) => ({
    file: path.relative(root, name),
    passed: status === 'passed',
    milliseconds: endTime - startTime,
  }));
}
