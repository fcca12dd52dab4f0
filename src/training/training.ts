import { spawn } from 'node:child_process';
import { mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { asFailure, isSystemError } from '@house-style/model/failure';
import type { TrainingEvent } from '@house-style/model/training-events';
import type { Log } from '../log';
import { nodeEnvironment } from '../node-runtime';
import { type Disposable, Observable } from '../observable';
import { trainingArguments, type TrainingSettings } from './arguments';
import { EventTail } from './event-tail';
import { isRunning, readRunRecord, writeRunRecord } from './run-record';
import type { TrainingStorage } from './storage';
import { advance, ended, isActive, type TrainingState } from './training-state';
import { WindowSign } from './window-sign';

/** The bundled programs that a training is made of. */
export interface TrainingPrograms {
  /** The `housestyle` command line. */
  readonly commandLine: string;
  /** Preloaded into it; see guard.ts. */
  readonly guard: string;
}

/** How often the events of the training process are read. Milliseconds. */
const readInterval = 400;

/**
 * This workspace's training: a process of its own that outlives the window. What it tells stands in files, so that a
 * window that was reloaded finds it again where it is.
 */
export class Training implements Disposable {
  readonly state = new Observable<TrainingState>({ kind: 'idle' });
  readonly #sign: WindowSign;
  #tail: EventTail;
  #timer: NodeJS.Timeout | undefined;
  /** Set while a run that goes on from a checkpoint has not come as far as its first step. */
  #resumed: { folder: string; settings: TrainingSettings } | undefined;

  constructor(
    private readonly storage: TrainingStorage,
    private readonly programs: TrainingPrograms,
    private readonly log: Log,
  ) {
    this.#sign = new WindowSign(storage.windows);
    this.#tail = this.#newTail();
  }

  /** Looks for a training that was started before this window was loaded, and follows it. */
  async findAgain(): Promise<void> {
    const record = await readRunRecord(this.storage.record);
    if (record === undefined || !(await isRunning(this.storage.record, record))) return;
    this.log.info(`Found the training of ${record.folder} again (pid ${record.pid}).`);
    this.#sign.start();
    this.state.set({ kind: 'preparing' });
    this.#follow();
  }

  /** Whether a stopped training left a checkpoint to go on from. */
  async canResume(): Promise<boolean> {
    const prefix = `${path.basename(this.storage.model)}.checkpoint`;
    const names = await readdir(this.storage.folder).catch(() => []);
    return names.some((name) => name.startsWith(prefix));
  }

  /** Starts training on a folder, from the checkpoint of a stopped training where there is one. */
  async start(folder: string, settings: TrainingSettings): Promise<void> {
    if (isActive(this.state.value)) return;
    this.state.set({ kind: 'preparing' });
    try {
      await this.#launch(folder, settings, await this.canResume());
    } catch (thrown) {
      const { code, message } = asFailure(thrown);
      this.log.error(`The training could not be started: ${message}`);
      this.state.set({ kind: 'failed', code, message });
    }
  }

  /** Asks the training process to stop; it writes a checkpoint first. */
  async stop(): Promise<void> {
    const state = this.state.value;
    if (!isActive(state) || state.kind === 'stopping') return;
    this.state.set({ kind: 'stopping', fraction: state.kind === 'running' ? state.fraction : 0 });
    await writeFile(this.storage.stopRequest, '');
  }

  /** Leaves the training process at work; the guard in it ends it when no window comes back. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#sign.dispose();
    this.state.dispose();
  }

  async #launch(folder: string, settings: TrainingSettings, resume: boolean): Promise<void> {
    const { storage, programs } = this;
    await mkdir(storage.folder, { recursive: true });
    await rm(storage.stopRequest, { force: true });
    for (const file of [storage.events, storage.errors]) await writeFile(file, '');
    this.#sign.start();
    this.#tail = this.#newTail();
    this.#resumed = resume ? { folder, settings } : undefined;

    const words = trainingArguments(folder, storage.model, settings, resume);
    this.log.info(`Training: housestyle ${words.join(' ')}`);
    const [events, errors] = [await open(storage.events, 'a'), await open(storage.errors, 'a')];
    try {
      const child = spawn(process.execPath, ['--require', programs.guard, programs.commandLine, ...words], {
        // A group of its own: it must not end with the extension host.
        detached: true,
        stdio: ['ignore', events.fd, errors.fd],
        env: { ...nodeEnvironment(), HOUSE_STYLE_STORAGE: storage.folder },
      });
      const pid = await started(child);
      child.unref();
      lowerPriority(pid, this.log);
      await writeRunRecord(storage.record, { pid, folder, startedAt: new Date().toISOString() });
    } finally {
      await events.close();
      await errors.close();
    }
    this.#follow();
  }

  #newTail(): EventTail {
    return new EventTail(this.storage.events, (line) => this.log.warn(`The training printed: ${line}`));
  }

  #follow(): void {
    clearInterval(this.#timer);
    let reading = false;
    this.#timer = setInterval(() => {
      if (reading) return;
      reading = true;
      void this.#read().finally(() => (reading = false));
    }, readInterval);
  }

  async #read(): Promise<void> {
    try {
      const record = await readRunRecord(this.storage.record);
      // Asked before the events are read: what a process printed last is read after its end was seen.
      const alive = record !== undefined && (await isRunning(this.storage.record, record));
      for (const event of await this.#tail.read()) {
        if (await this.#startedAfresh(event)) return;
        this.#note(event);
        this.state.set(advance(this.state.value, event));
      }
      if (alive) return;
      clearInterval(this.#timer);
      this.#sign.dispose();
      const lastWords = (await readFile(this.storage.errors, 'utf8').catch(() => '')).trim().split('\n').at(-1) ?? '';
      this.state.set(ended(this.state.value, lastWords));
    } catch (thrown) {
      this.log.error(`The training cannot be followed: ${asFailure(thrown).message}`);
    }
  }

  /** A checkpoint that no longer fits (files or options have changed) is given up for a training from the start. */
  async #startedAfresh(event: TrainingEvent): Promise<boolean> {
    if (event.event === 'step') this.#resumed = undefined;
    const resumed = this.#resumed;
    if (resumed === undefined || event.event !== 'error' || !event.code.includes('checkpoint')) return false;
    this.log.info(`Training from the start: ${event.message}`);
    clearInterval(this.#timer);
    await truncate(this.storage.events).catch((thrown: unknown) => {
      if (!isSystemError(thrown)) throw thrown;
    });
    await this.#launch(resumed.folder, resumed.settings, false);
    return true;
  }

  #note(event: TrainingEvent): void {
    switch (event.event) {
      case 'corpus': {
        const leftOut = Object.entries(event.leftOut).map(([rule, count]) => `${count} ${rule}`);
        this.log.info(`Corpus: ${event.files} files, ${event.characters} characters, ${event.heldOutFiles} held out.`);
        if (leftOut.length > 0) this.log.info(`Left out: ${leftOut.join(', ')}.`);
        for (const file of event.secrets) this.log.info(`Left out because it looks like a secret: ${file}`);
        break;
      }
      case 'plan':
        this.log.info(`Network: ${event.network}, on ${event.device} with ${event.engine}. ${event.reasons.join(' ')}`);
        break;
      case 'validation':
        this.log.info(`Step ${event.step}: ${event.bitsPerCharacter?.toFixed(3) ?? '–'} bits per character held out.`);
        break;
      case 'notice':
        this.log.warn(event.message);
        break;
      case 'done':
        this.log.info(`Trained ${event.steps} steps in ${Math.round(event.seconds)} s.`);
        break;
      case 'error':
        this.log.error(`Training ended (${event.code}): ${event.message}`);
        break;
      case 'step':
      case 'checkpoint':
    }
  }
}

function started(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      if (child.pid === undefined) reject(new Error('The training process has no process identifier.'));
      else resolve(child.pid);
    });
  });
}

/** Typing comes first: a training takes what is left of the machine. */
function lowerPriority(pid: number, log: Log): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_LOW);
  } catch (thrown) {
    log.warn(`The training's priority could not be lowered: ${asFailure(thrown).message}`);
  }
}
