import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as l10n from '@vscode/l10n';
import { Failure, failureCodes } from '@house-style/protocol/failure';
import { makePrivateFolder } from '@house-style/protocol/private-files';
import * as z from 'zod';
import type { Log } from '../log';
import { nodeEnvironment } from '../node-runtime';
import { type DeviceReport, deviceReports } from './devices';
import { tensorflowEnvironment } from './installation';
import type { Machine } from './setup-plan';

const setupLine = z.union([
  z.object({ event: z.enum(['step', 'detail']), text: z.string() }),
  z.object({ error: z.object({ code: z.enum(failureCodes), message: z.string() }) }),
]);

/** Runs the command line's set-up of TensorFlow into the extension's own folder, and measures devices after it. */
export class GpuSetup {
  /**
   * @param housestyle the bundled command line.
   * @param folder where TensorFlow is set up.
   */
  constructor(
    private readonly housestyle: string,
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  /**
   * @param args of `housestyle setup-tensorflow`.
   * @param onProgress told what is done at the moment, often.
   * @throws Failure with the command's own code and sentence; `interrupted` when the signal ended it. What was fetched
   *   by then is kept for the next time.
   */
  async run(args: readonly string[], onProgress: (text: string) => void, signal: AbortSignal): Promise<void> {
    await makePrivateFolder(this.folder);
    let step = '';
    let failure: Failure | undefined;
    const onLine = (line: string): void => {
      this.log.info(`set-up: ${line}`);
      const told = setupLine.safeParse(parseJson(line)).data;
      if (told === undefined) return;
      if ('error' in told) {
        failure = new Failure(told.error.code, told.error.message);
        return;
      }
      if (told.event === 'step') step = told.text;
      onProgress(told.event === 'step' ? step : `${step} ${told.text.trim().slice(0, longestDetail)}`);
    };
    const status = await this.#housestyle(
      ['setup-tensorflow', ...args, `--folder=${this.folder}`, '--json'],
      onLine,
      signal,
    );
    if (signal.aborted) throw new Failure('interrupted', l10n.t('Stopped. The same command goes on from here.'));
    if (status === 0) return;
    throw (
      failure ?? new Failure('setup-failed', l10n.t('The set-up ended with status {0}: see the log.', String(status)))
    );
  }

  /** Every device, tried with a real training step. */
  async devices(signal: AbortSignal): Promise<readonly DeviceReport[]> {
    let last: unknown;
    await this.#housestyle(['devices', '--json'], (line) => (last = parseJson(line)), signal);
    const parsed = deviceReports.safeParse(last);
    if (parsed.success) return parsed.data.devices;
    throw new Failure('internal', l10n.t('The devices could not be measured: see the log.'));
  }

  async #housestyle(
    args: readonly string[],
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<number | null> {
    const child = spawn(process.execPath, [this.housestyle, ...args], {
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...nodeEnvironment(), ...tensorflowEnvironment(this.folder) },
    });
    // A signal that the command hears, so that it ends what it has started too.
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    createInterface({ input: child.stdout }).on('line', onLine);
    createInterface({ input: child.stderr }).on('line', (line) => this.log.debug(`set-up: ${line}`));
    try {
      const [status] = (await once(child, 'close')) as [number | null];
      return status;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Characters of what a program says that are shown beside the step. */
const longestDetail = 80;

/** This machine, as far as a set-up depends on it. */
export async function thisMachine(): Promise<Machine> {
  return { platform: process.platform, processor: process.arch, hasNvidiaGpu: await hasNvidiaDriver() };
}

async function hasNvidiaDriver(): Promise<boolean> {
  // What the driver itself puts there: no program has to be found on the path.
  const system32 = path.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32');
  const signs =
    process.platform === 'win32'
      ? [path.join(system32, 'nvcuda.dll')]
      : ['/proc/driver/nvidia/version', '/usr/lib/wsl/lib/libcuda.so.1'];
  const found = await Promise.all(
    signs.map((sign) =>
      access(sign).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
