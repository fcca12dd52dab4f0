/**
 * Runs the programs that a set-up needs and turns their failure into a sentence. With Node's own module, as all of the
 * command line: execa would add a quarter of a megabyte to it and a tenth to the time of each start.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Failure } from '@house-style/protocol/failure';

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What its failure is called; `setup-failed` where not given. */
  readonly code?: 'setup-failed' | 'download-failed';
  /** What the run does, as in “… failed”. */
  readonly purpose: string;
  /** What the user can do about it. */
  readonly remedy: string;
}

/** Lines kept for the message when a program fails. */
const keptLines = 12;

/** Runs a program to its end and gives what it printed on standard output. */
export type RunProgram = (run: Run) => Promise<string>;

/**
 * @param onLine called with each line that a program prints.
 * @param signal ends the program that is running.
 * @returns a runner that throws Failure with a run's code, the program's last lines and the remedy, or `interrupted`.
 */
export function programRunner(onLine: (line: string) => void, signal?: AbortSignal): RunProgram {
  return async ({ program, args, folder, environment, code = 'setup-failed', purpose, remedy }) => {
    const child = spawn(program, args, {
      ...(folder !== undefined && { cwd: folder }),
      ...(signal !== undefined && { signal }),
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    const last: string[] = [];
    const listen = (stream: NodeJS.ReadableStream, keep: boolean) =>
      createInterface({ input: stream }).on('line', (line) => {
        if (keep) output.push(line);
        last.push(line);
        if (last.length > keptLines) last.shift();
        onLine(line);
      });
    listen(child.stdout, true);
    listen(child.stderr, false);
    let status: unknown;
    try {
      [status] = (await once(child, 'close')) as unknown[];
    } catch (error) {
      if (signal?.aborted) throw stopped(error);
      throw new Failure('setup-failed', `${purpose} failed: ${program} cannot be run. ${remedy}`, { cause: error });
    }
    if (signal?.aborted) throw stopped();
    if (status !== 0) {
      const lines = last.map((line) => `  | ${line}`).join('\n');
      throw new Failure(code, `${purpose} failed. ${remedy}\n${lines}`);
    }
    return output.join('\n');
  };
}

function stopped(cause?: unknown): Failure {
  return new Failure('interrupted', 'Stopped. The same command goes on from here.', { cause });
}
