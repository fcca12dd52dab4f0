import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Tried } from './child';
import { targets, type TargetName } from './targets';

/** A reader that takes longer hangs. Milliseconds of its processor's time where that is known, for others work here too. */
const longest = 2_000;
/** Longest by the clock, where all wait for something that never comes. */
const longestByClock = 30_000;
const mostMemory = 600e6;
const lookInterval = 100;

interface Finding {
  readonly kind: 'abort' | 'hang' | 'memory' | 'error';
  /** What finds it again: the input of this seed, after those from the first one in one process. */
  readonly seed: number;
  readonly firstSeed: number;
  readonly what: string;
}

export interface Findings {
  readonly target: TargetName;
  readonly inputs: number;
  readonly findings: readonly Finding[];
  /** The input that took longest, milliseconds by the clock. */
  readonly slowest: { readonly seed: number; readonly milliseconds: number };
  /** Most memory of a process that read, bytes. */
  readonly memory: number;
}

/** Tries one input a seed, from the first seed on, as long as there is more to do. */
export async function fuzz(
  target: TargetName,
  firstSeed: number,
  more: (inputs: number) => boolean,
): Promise<Findings> {
  const findings: Finding[] = [];
  let [inputs, memory] = [0, 0];
  let slowest = { seed: firstSeed, milliseconds: 0 };
  while (more(inputs)) {
    const first = firstSeed + inputs;
    const reader = await Reader.start(target);
    try {
      for (let at = 0; at < targets[target].inputsPerProcess && more(inputs); at++) {
        const seed = firstSeed + inputs;
        inputs += 1;
        const tried = await reader.try(seed);
        const found = (kind: Finding['kind'], what: string): void =>
          void findings.push({ kind, seed, firstSeed: first, what });
        if ('milliseconds' in tried) {
          const { milliseconds } = tried;
          if (milliseconds > slowest.milliseconds) slowest = { seed, milliseconds };
          memory = Math.max(memory, tried.memory);
          if (tried.error !== undefined) found('error', tried.error);
          if (tried.memory <= mostMemory) continue;
          found('memory', `${Math.round(tried.memory / 1e6)} MB`);
        } else found(tried.kind, tried.what);
        break;
      }
    } finally {
      await reader.end();
    }
  }
  return { target, inputs, findings, slowest, memory };
}

class Reader {
  private constructor(private readonly child: ChildProcess) {}

  static async start(target: TargetName): Promise<Reader> {
    const child = fork(path.join(import.meta.dirname, 'child.ts'), [target], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const [ready] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
    if (ready !== 'ready') throw new Error(`The reader of ${target} could not be started: exit code ${String(ready)}.`);
    return new Reader(child);
  }

  async try(seed: number): Promise<Tried | Pick<Finding, 'kind' | 'what'>> {
    const { child } = this;
    return await new Promise((resolve) => {
      const started = { clock: performance.now(), processor: processorTime(child.pid) };
      const end = (result: Tried | Pick<Finding, 'kind' | 'what'>): void => {
        clearInterval(looking);
        child.off('message', hear).off('exit', die);
        resolve(result);
      };
      const hear = (tried: unknown): void => end(tried as Tried);
      const die = (code: number | null, signal: string | null): void =>
        end({ kind: 'abort', what: signal ?? `exit code ${String(code)}` });
      const looking = setInterval(() => {
        const clock = performance.now() - started.clock;
        const processor = processorTime(child.pid) - started.processor;
        if (processor > longest || clock > longestByClock || (Number.isNaN(processor) && clock > longest)) {
          end({ kind: 'hang', what: `${Math.round(clock)} ms, ${Math.round(processor)} ms of a processor` });
        }
      }, lookInterval);
      child.on('message', hear).on('exit', die);
      child.send(seed);
    });
  }

  async end(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    if (!child.connected) child.kill('SIGKILL');
    else {
      child.disconnect();
      const patience = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await ended;
      clearTimeout(patience);
    }
    await ended;
  }
}

/** Processor time of a process, milliseconds; not a number where the system does not tell. */
function processorTime(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    // User and system time, in hundredths of a second on every Linux.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}
