import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Failure, failureCodes } from '@house-style/protocol/failure';
import * as z from 'zod';
import { nodeArguments, nodeEnvironment } from './node-runtime';

export interface WatchedCommand {
  /** The bundled `housestyle` command line. */
  readonly housestyle: string;
  /** Fixed words only: what a workspace says goes into the input. */
  readonly args: readonly string[];
  /** Given on standard input, as JSON. */
  readonly input: unknown;
  /** Milliseconds of silence after which the process is taken for stuck. */
  readonly patience: number;
  /** Milliseconds that a stuck process has to end by itself. */
  readonly grace: number;
  /** Told of each line on standard output as it comes, and of the process that runs. */
  readonly onLine?: (line: string, pid: number | undefined) => void;
}

/** Looks within the patience: silence is counted in looks, so that a machine's sleep does not count. */
const looks = 12;
/** Characters of what the command prints that are kept. */
const keptCharacters = 4_000_000;

const errorLine = z.object({ error: z.object({ code: z.enum(failureCodes), message: z.string() }) });

/**
 * Runs a command line that prints signs of life. One that has printed nothing for too long is ended, by force where it
 * does not end by itself: a step that never ends keeps a process from hearing signals and from timing itself out.
 *
 * @returns what it printed on standard output.
 * @throws Failure with the command's own code and sentence, or `internal` where it was stuck or ended otherwise; the
 *   signal's reason when it was aborted, after which the process is gone.
 */
export async function runWatched(command: WatchedCommand, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, [...nodeArguments(), command.housestyle, ...command.args], {
    env: nodeEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const watch = new Watch(child, command);
  // At once and by force: who aborts is itself about to end, and could not come back to a process that is deaf.
  const abort = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', abort, { once: true });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    watch.heard();
    const unfinished = output.lastIndexOf('\n') + 1;
    if (output.length < keptCharacters) output += text;
    if (command.onLine === undefined) return;
    const lines = output.slice(unfinished).split('\n').slice(0, -1);
    for (const line of lines) command.onLine(line, child.pid);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    watch.heard();
    errors = (errors + text).slice(-keptCharacters);
  });
  // A process that ends before it has read everything says itself why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(command.input));
  try {
    const [status] = (await once(child, 'close')) as [number | null];
    signal.throwIfAborted();
    if (status === 0) return output;
    if (watch.gaveUp) {
      const seconds = Math.round(command.patience / 1000);
      throw new Failure('internal', `It showed no progress for ${seconds} seconds and was ended.`);
    }
    throw failureIn(output) ?? new Failure('internal', lastLine(errors) ?? `It ended with status ${String(status)}.`);
  } finally {
    watch.dispose();
    signal.removeEventListener('abort', abort);
  }
}

/** Ends a process that is silent for too long. */
class Watch {
  readonly #beat: NodeJS.Timeout;
  #force: NodeJS.Timeout | undefined;
  #silent = 0;

  constructor(
    private readonly child: ChildProcess,
    { patience, grace }: WatchedCommand,
  ) {
    this.#beat = setInterval(() => {
      this.#silent += 1;
      if (this.#silent <= looks || this.gaveUp) return;
      this.child.kill('SIGTERM');
      this.#force = setTimeout(() => this.child.kill('SIGKILL'), grace);
    }, patience / looks);
  }

  /** Whether the process was taken for stuck. */
  get gaveUp(): boolean {
    return this.#force !== undefined;
  }

  heard(): void {
    this.#silent = 0;
  }

  dispose(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#force);
  }
}

function failureIn(output: string): Failure | undefined {
  try {
    const { code, message } = errorLine.parse(JSON.parse(lastLine(output) ?? '')).error;
    return new Failure(code, message);
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string | undefined {
  const line = text.trim().split('\n').at(-1);
  return line === '' ? undefined : line;
}
