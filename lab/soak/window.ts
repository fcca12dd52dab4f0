/** A window of the editor, as far as House Style sees one: documents that are edited, and the extension's own parts. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { edited } from '@house-style/protocol/edit';
import type { CompletionOutcome, Source } from '@house-style/protocol/inference-messages';
import { InferenceClient } from '../../src/inference/client';
import { CurrentModel } from '../../src/inference/current-model';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import type { TrainingStorage } from '../../src/training/storage';

/** Milliseconds after which something that must happen counts as never happening; the machine may be busy. */
const never = 120_000;

/** What is told of what must not be. */
export type Fault = (what: string) => void;

export interface Workspace {
  readonly code: string;
  readonly storage: TrainingStorage;
  /** The folder of the bundles. */
  readonly dist: string;
}

/** Warnings that follow from a process being killed; anything else that is logged as wrong is a fault. */
const follows =
  /^The inference process ended \(signal SIGKILL\)|could not be loaded \(internal\): The inference process ended/;
/** Failures of a completion that a killed or sleeping process explains. */
const explained = /The inference process (ended|did not answer in time)/;

function ignore(): void {
  // Only what is wrong is looked at.
}

/** Waits until something holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + never;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It never came that ${what}.`);
    await sleep(20);
  }
}

export class SoakedDocument {
  version = 1;

  constructor(
    readonly path: string,
    public text: string,
  ) {}
}

export class SoakedWindow {
  readonly client: InferenceClient;
  readonly corpus: WorkspaceCorpus;
  readonly model: CurrentModel;
  readonly documents: SoakedDocument[] = [];
  /** How completions ended. */
  readonly outcomes = new Map<string, number>();
  #pid = 0;
  /** Ends of the process that somebody caused. */
  #kills = 0;
  #ends = 0;

  constructor(
    readonly name: string,
    private readonly workspace: Workspace,
    private readonly fault: Fault,
    /** Whether the process that gathers was killed, which is then told. */
    private readonly gatheringKilled: () => boolean,
  ) {
    const { storage, dist } = workspace;
    const fork = forkInferenceProcess(path.join(dist, 'inference-process.cjs'));
    const log = this.#log();
    this.client = new InferenceClient((listener) => {
      const started = fork(listener);
      this.#pid = started.pid ?? 0;
      return started;
    }, log);
    this.corpus = new WorkspaceCorpus(this.client, storage, path.join(dist, 'housestyle.cjs'), log, () => undefined);
    this.model = new CurrentModel(this.client, log, () => ({ device: 'cpu', adapt: true }));
    this.client.onStart(() => {
      for (const document of this.documents) this.#tell(document);
    });
    this.client.start();
  }

  /** Of its inference process. */
  get pid(): number {
    return this.#pid;
  }

  /** Opens a file, or takes a document over from a window that was closed. */
  async open(file: string, from?: SoakedDocument): Promise<void> {
    const text = from?.text ?? (await readFile(path.join(this.workspace.code, file), 'utf8'));
    const document = new SoakedDocument(file, text);
    this.documents.push(document);
    this.#tell(document);
  }

  closeAndOpen(document: SoakedDocument): void {
    this.client.tell({ kind: 'close', document: document.path });
    this.#tell(document);
  }

  edit(document: SoakedDocument, offset: number, deleted: number, inserted: string): void {
    const edit = { offset, deleted, inserted };
    document.text = edited(document.text, edit);
    document.version += 1;
    this.client.tell({ kind: 'edit', document: document.path, version: document.version, edits: [edit] });
  }

  /** Asks at a place. Every outcome counts, and one that must not be is a fault. */
  async complete(
    { path: document, version }: Pick<SoakedDocument, 'path' | 'version'>,
    offset: number,
    trigger: 'automatic' | 'invoke' = 'automatic',
    signal = new AbortController().signal,
  ): Promise<CompletionOutcome> {
    // Whoever asks is told what is only likely too, so that little is kept back that is known.
    const preferences = trigger === 'invoke' && { preferences: { acceptance: 0.3, multiLine: true } };
    const asked = this.client.complete({ document, version, offset, trigger, ...preferences }, signal);
    const outcome = await Promise.race([asked, sleep(never, undefined, { ref: false })]);
    if (outcome === undefined) throw new Error(`A completion in ${document} never ended in window ${this.name}.`);
    const kind = outcome.kind === 'quiet' ? `quiet: ${outcome.reason}` : outcome.kind;
    this.outcomes.set(kind, (this.outcomes.get(kind) ?? 0) + 1);
    if (kind === 'quiet: stale-document') this.fault(`${document} is stale in window ${this.name}.`);
    if (outcome.kind === 'failed' && !explained.test(outcome.message)) {
      this.fault(`A completion failed in window ${this.name}: ${outcome.message}`);
    }
    // Nobody types on as fast as a process that is not there refuses.
    if (outcome.kind === 'failed') await sleep(100);
    return outcome;
  }

  /** Writes a document where the workspace's code lies. */
  async save({ path: file, text }: SoakedDocument): Promise<void> {
    await writeFile(path.join(this.workspace.code, file), text);
  }

  /** Gathers the code once more; resolves when all of it, as it is then, is learned. */
  async gather(): Promise<void> {
    await this.learned();
    await this.#gathered();
    let changed = false;
    const subscription = this.client.knowledge.onChange(({ source }) => (changed ||= !isLearned(source)));
    await until(`window ${this.name} takes in the code`, () => changed);
    subscription.dispose();
    await this.learned();
  }

  /** The same for a window that was just opened. */
  async gatherFirst(): Promise<void> {
    await this.#gathered();
    await this.learned();
  }

  async #gathered(): Promise<void> {
    const near = this.documents.map((document) => document.path);
    await this.corpus.gather({ folders: [{ folder: this.workspace.code, exclude: [] }], near });
  }

  /** Resolves when the process is there and suggests from all that it can learn. */
  async learned(): Promise<void> {
    const { state, knowledge } = this.client;
    await until(
      `window ${this.name} has learned the code`,
      () => state.value.kind === 'ready' && isLearned(knowledge.value.source),
    );
  }

  /** Kills the inference process, whatever it is doing, and waits for the next one. */
  async kill(): Promise<void> {
    await until(`window ${this.name} has a process`, () => this.client.state.value.kind === 'ready');
    const killed = this.#pid;
    this.#kills += 1;
    process.kill(killed, 'SIGKILL');
    await until(
      `window ${this.name} has a new process`,
      () => this.#pid !== killed && this.client.state.value.kind === 'ready',
    );
  }

  /** Halts the inference process as a machine that sleeps does; whatever is told meanwhile is read at waking. */
  async halted(milliseconds: number): Promise<void> {
    const halted = this.#pid;
    signal(halted, 'SIGSTOP');
    await sleep(milliseconds);
    signal(halted, 'SIGCONT');
  }

  close(): void {
    if (this.#ends > this.#kills)
      this.fault(`${this.#ends - this.#kills} processes of window ${this.name} ended alone.`);
    this.corpus.dispose();
    this.model.dispose();
    this.client.dispose();
  }

  #tell({ path: file, version, text }: SoakedDocument): void {
    const origin = { kind: 'file', folder: this.workspace.code, exclude: [] } as const;
    this.client.tell({ kind: 'open', document: file, version, path: file, text, origin });
  }

  #log(): Log {
    const wrong = (message: string): void => {
      if (message.startsWith('The inference process ended')) this.#ends += 1;
      if (follows.test(message)) return;
      if (this.gatheringKilled() && message.startsWith('The code of the workspace could not be gathered')) return;
      this.fault(`Window ${this.name} logged: ${message}`);
    };
    // What a process writes beside its messages, such as an error that nobody caught, is logged for debugging.
    const debug = (message: string): void => {
      if (/^inference process: .*(Error|Unhandled|Warning)/.test(message)) wrong(message);
    };
    return { trace: ignore, debug, info: ignore, warn: wrong, error: wrong };
  }
}

function isLearned(source: Source | 'nothing'): boolean {
  return source === 'contexts' || source === 'blend';
}

/** To a process that may have been killed meanwhile. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Then there is nothing to halt or to wake.
  }
}
