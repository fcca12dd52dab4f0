import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import { asFailure, type FailureCode } from '@house-style/protocol/failure';
import { makePrivateFolder, privateFile } from '@house-style/protocol/private-files';
import { endTraining } from '../forgetting/learned-storage';
import type { Log } from '../log';
import { Observable, type Disposable } from '../observable';
import { EventTail } from './event-tail';
import { eventText } from './event-text';
import { trainingRequest, type TrainingSettings } from './request';
import { readRunRecord, writeRunRecord, type RunRecord } from './run-record';
import { lookInterval, RunWatch, showsLife } from './run-watch';
import type { TrainingStorage } from './storage';
import { startTrainingProcess, type TrainingPrograms } from './training-process';
import { follow, nothingYet, type TrainingCourse } from './training-course';
import { advance, ended, isActive, type Outcome, type TrainingState } from './training-state';
import { WindowSign } from './window-sign';

/** A process that has not stopped so many looks after it was asked to, five minutes, is ended; its last checkpoint is whole. */
const stopPatience = 600;
/** Bytes at the end of what a process wrote to its standard error that are looked at. */
const errorsRead = 65_536;
/** Looks after which nobody waits any longer for a training to be gone that was ended. */
const abandoningLooks = 200;
/** Characters of a message that is shown. */
const longestLastWords = 300;
/** Refusals of a checkpoint after which a training starts from the beginning, because nothing else would help. */
const uselessCheckpoint: ReadonlySet<FailureCode> = new Set([
  'no-checkpoint',
  'checkpoint-damaged',
  'checkpoint-mismatch',
]);

/**
 * The training of this workspace. It is a process of its own that outlives the window's reload; this class starts it,
 * finds it again, follows what it writes, and asks it to stop.
 */
export class Training implements Disposable {
  readonly state = new Observable<TrainingState>({ kind: 'idle' });
  /** How the training went so far that is at work, or was last. */
  readonly course = new Observable<TrainingCourse>(nothingYet);
  readonly #sign: WindowSign;
  #recalled: Promise<void> | undefined;
  #record: RunRecord | undefined;
  #disposed = false;
  #abandoned = false;

  constructor(
    private readonly storage: TrainingStorage,
    private readonly programs: TrainingPrograms,
    private readonly log: Log,
  ) {
    this.#sign = new WindowSign(storage.windows);
  }

  /** Takes up a training that an earlier window, or an earlier life of this one, has started. */
  async findAgain(): Promise<void> {
    const record = await readRunRecord(this.storage.record);
    if (record === undefined || !(await showsLife(this.storage.record, record))) return;
    // One may have been started while that was found out, or the window be gone.
    if (this.#disposed || isActive(this.state.value)) return;
    this.log.info(`Training found again (pid ${record.pid}, started ${record.startedAt}).`);
    this.state.set({ kind: 'preparing' });
    void this.#outcomeOf(() => this.#follow(record)).then((outcome) => this.#end(outcome));
  }

  /** Reads again how the last training went, where an earlier window has followed it. */
  async recall(): Promise<void> {
    this.#recalled ??= this.#recall();
    await this.#recalled;
  }

  /** Whether a training on these folders was stopped and can go on. */
  async canContinue(folders: readonly Pick<CodeFolder, 'folder'>[]): Promise<boolean> {
    const before = await this.trainedFolders();
    const same = before.length === folders.length && folders.every(({ folder }) => before.includes(folder));
    return same && (await exists(this.storage.checkpoint));
  }

  /** The folders that the model was last trained on, or is being. */
  async trainedFolders(): Promise<readonly string[]> {
    return (await readRunRecord(this.storage.record))?.folders ?? [];
  }

  /** Trains until done or stopped; the state says how it goes and how it ended. Does nothing while one is at work. */
  async start(folders: readonly CodeFolder[], settings: TrainingSettings): Promise<void> {
    if (isActive(this.state.value)) return;
    this.state.set({ kind: 'preparing' });
    const resume = await this.canContinue(folders);
    let outcome = await this.#outcomeOf(() => this.#run(folders, settings, resume));
    if (resume && outcome?.kind === 'failed' && uselessCheckpoint.has(outcome.code)) {
      this.log.warn(`Training starts from the beginning: ${outcome.message}`);
      this.state.set({ kind: 'preparing' });
      outcome = await this.#outcomeOf(() => this.#run(folders, settings, false));
    }
    this.#end(outcome);
  }

  /** Asks the training process to write a checkpoint and end; returns as soon as it is asked. */
  async stop(): Promise<void> {
    const { value: state } = this.state;
    if (!isActive(state) || state.kind === 'stopping') return;
    this.log.info('Training is asked to stop.');
    this.state.set({ kind: 'stopping', fraction: state.kind === 'running' ? state.fraction : 0 });
    await writeFile(this.storage.stopRequest, '', { mode: privateFile });
    void this.#endIfDeaf(this.#record);
  }

  /** Ends a training at once, for good: nothing of it is wanted any more. Resolves when its process is gone. */
  async abandon(): Promise<void> {
    this.#abandoned = true;
    // One that is only just being started has no record yet.
    for (let look = 0; look < abandoningLooks; look++) {
      await endTraining(this.storage.folder);
      if (!isActive(this.state.value)) break;
      await sleep(lookInterval / 5);
    }
    this.#abandoned = false;
    if (!isActive(this.state.value)) this.state.set({ kind: 'idle' });
    this.course.set(nothingYet);
  }

  /** Leaves a training at work: it goes on while the window reloads, and ends by itself when no window comes back. */
  dispose(): void {
    this.#disposed = true;
    this.#sign.dispose();
    this.state.dispose();
    this.course.dispose();
  }

  async #run(
    folders: readonly CodeFolder[],
    settings: TrainingSettings,
    resume: boolean,
  ): Promise<Outcome | undefined> {
    await makePrivateFolder(this.storage.folder);
    await rm(this.storage.stopRequest, { force: true });
    await this.#keepEvents(resume);
    this.#sign.start();
    const request = trainingRequest(folders, this.storage.model, settings, resume);
    const pid = await startTrainingProcess(this.programs, this.storage, request);
    this.log.info(`Training started (pid ${pid}): ${JSON.stringify(request)}`);
    const record = { pid, folders: folders.map(({ folder }) => folder), startedAt: new Date().toISOString() };
    await writeRunRecord(this.storage.record, record);
    // The user may have asked to stop before there was a process to ask.
    if (this.state.value.kind === 'stopping') await writeFile(this.storage.stopRequest, '', { mode: privateFile });
    return await this.#follow(record);
  }

  /** Follows a training process until it is gone; undefined where this window ends first. */
  async #follow(record: RunRecord): Promise<Outcome | undefined> {
    this.#record = record;
    this.#sign.start();
    const tail = this.#tailOf(this.storage.events);
    let course = await this.#earlierCourse();
    const watch = new RunWatch(this.storage.record, record);
    let state = this.state.value;
    for (;;) {
      // Asked before reading, so that nothing is missed that it wrote before it ended.
      const running = await watch.isRunning();
      const events = await tail.read();
      if (this.#disposed) return undefined;
      // Between two looks the user may have asked to stop.
      if (isActive(state)) state = this.state.value;
      for (const event of events) {
        const { level, text } = eventText(event);
        this.log[level](text);
        state = advance(state, event);
        course = follow(course, event);
      }
      this.course.set(course);
      if (!running) break;
      // The process holds its output until it is gone, so an outcome is told only then.
      if (events.length > 0 && isActive(state)) this.state.set(state);
      await sleep(lookInterval, undefined, { ref: false });
    }
    return ended(state, await this.#lastWords());
  }

  /** What a run goes on from is part of its course; what a new one does not, is not. */
  async #keepEvents(resume: boolean): Promise<void> {
    const { events, earlierEvents } = this.storage;
    if (!resume) await rm(earlierEvents, { force: true });
    else if (await exists(events)) {
      await pipeline(createReadStream(events), createWriteStream(earlierEvents, { flags: 'a', mode: privateFile }));
    }
  }

  async #recall(): Promise<void> {
    if (isActive(this.state.value) || this.course.value !== nothingYet) return;
    const course = (await this.#tailOf(this.storage.events).read()).reduce(follow, await this.#earlierCourse());
    if (!isActive(this.state.value) && this.course.value === nothingYet) this.course.set(course);
  }

  async #earlierCourse(): Promise<TrainingCourse> {
    return (await this.#tailOf(this.storage.earlierEvents).read()).reduce(follow, nothingYet);
  }

  #tailOf(path: string): EventTail {
    return new EventTail(path, (line) => this.log.warn(`training process: ${line}`));
  }

  async #outcomeOf(run: () => Promise<Outcome | undefined>): Promise<Outcome | undefined> {
    try {
      return await run();
    } catch (thrown) {
      const { code, message } = asFailure(thrown);
      return { kind: 'failed', code, message: l10n.t('The training process cannot be run: {0}', message) };
    }
  }

  #end(outcome: Outcome | undefined): void {
    this.#record = undefined;
    this.#sign.dispose();
    if (outcome === undefined) return;
    if (this.#abandoned) {
      this.state.set({ kind: 'idle' });
      return;
    }
    this.log.info(`Training ended: ${outcome.kind}.`);
    this.state.set(outcome);
  }

  async #endIfDeaf(asked: RunRecord | undefined): Promise<void> {
    if (asked === undefined) return;
    for (let look = 0; look < stopPatience; look++) {
      await sleep(lookInterval, undefined, { ref: false });
      if (asked !== this.#record) return;
    }
    this.log.warn(`The training process (pid ${asked.pid}) did not stop and is ended.`);
    try {
      process.kill(asked.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }

  /** The end of what the process wrote to its standard error. */
  async #lastWords(): Promise<string> {
    const text = await readEnd(this.storage.errors, errorsRead).catch(() => '');
    return text.trim().split('\n').at(-1)?.slice(0, longestLastWords) ?? '';
  }
}

/** The end of a file, so many bytes. */
async function readEnd(path: string, length: number): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(length, size));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
