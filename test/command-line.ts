import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa, type Options } from 'execa';
import type { TrainingEvent } from '@house-style/protocol/training-events';

export const root = path.resolve(import.meta.dirname, '..');
const bundle = path.join(root, 'dist/housestyle.cjs');

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Standard input is closed unless it is a pipe; an environment that is given is all of it. */
export type CommandOptions = Pick<Options, 'cwd' | 'env' | 'uid' | 'gid' | 'stdin'>;

/** The built `housestyle` command while it runs. */
export class Command {
  readonly #child;
  #stdout = '';
  readonly outcome: Promise<Outcome>;

  /** @param program the bundle that is run, by default the one that `npm run build` made. */
  constructor(args: readonly string[], options: CommandOptions = {}, program = bundle) {
    this.#child = execa(process.execPath, [program, ...args], {
      stdin: 'ignore',
      ...options,
      extendEnv: options.env === undefined,
      reject: false,
      stripFinalNewline: false,
      // One that does not stop when told to is a fault, not to be killed.
      forceKillAfterDelay: false,
    });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.outcome = this.#child.then(({ exitCode, signal, stdout, stderr }) => ({
      status: exitCode ?? null,
      signal: signal ?? null,
      stdout,
      stderr,
    }));
  }

  /** All that standard input holds, where it was opened as a pipe. */
  give(input: string): void {
    this.#child.stdin?.end(input);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves once standard output holds a text, or the command has ended. */
  async printed(text: string): Promise<void> {
    await Promise.race([
      this.outcome,
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (this.#stdout.includes(text)) resolve();
        };
        this.#child.stdout.on('data', look);
        look();
      }),
    ]);
  }
}

export function housestyle(...args: string[]): Promise<Outcome> {
  return new Command(args).outcome;
}

/** The events that `train --json` printed. */
export function eventsOf({ stdout }: Outcome): TrainingEvent[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as TrainingEvent);
}

/** A network that trains in seconds on one core, and no search for devices. */
export const tinyNetwork = [
  ...['--hidden', '16', '--embedding', '8', '--batch', '8', '--window', '16'],
  ...['--device', 'cpu', '--threads', '1'],
];

/** A folder of some 20 kB of real code, with held-out files among it. */
export async function smallCodeBase(folder: string): Promise<string> {
  const code = path.join(folder, 'code');
  await mkdir(code, { recursive: true });
  await cp(path.join(root, 'node_modules/rxjs/src/internal/util'), code, { recursive: true });
  return code;
}
