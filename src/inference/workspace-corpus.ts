import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import { learningLimit } from '@house-style/protocol/corpus-file';
import { makePrivateFolder } from '@house-style/protocol/private-files';
import { removeLeftovers } from '@house-style/protocol/write-atomically';
import * as z from 'zod';
import type { RequestOf } from '@house-style/protocol/inference-messages';
import { type CorpusRequest, firstPart, mostNear } from '@house-style/protocol/settings';
import type { Log } from '../log';
import { lowerPriority } from '../low-priority';
import type { Disposable } from '../observable';
import { runWatched } from '../watched-command';
import type { InferenceClient } from './client';

/** Where a workspace's code and what was learned of it lie for the inference process. */
export interface KnowledgeStorage {
  readonly corpus: string;
  /** A first part of the corpus, until it is there. */
  readonly firstPart: string;
  readonly tables: string;
  /** What was found out about the workspace's files, for gathering them anew. */
  readonly verdicts: string;
}

export interface Code {
  /** None in a window without folders, where the pretrained network answers alone. */
  readonly folders: readonly CodeFolder[];
  /** Files that are being worked on, by their names in the workspace; of very many, the first. */
  readonly near: readonly string[];
}

const reportSchema = z.object({ notices: z.array(z.string()) });

/** Milliseconds without a sign of life after which gathering is given up, and that it then has to end by itself. */
const patience = 60_000;
const grace = 5_000;

/**
 * Gives the inference process the workspace's code. Which files that are is decided where it is decided for trainings:
 * by the command line, in a process of its own, so that nobody waits for it.
 */
export class WorkspaceCorpus implements Disposable {
  readonly #subscription: Disposable;
  readonly #ended = new AbortController();
  /** Of the gathering that is under way. */
  #stop = new AbortController();
  #gathering = Promise.resolve();
  #code: Code | undefined;
  #gathered: 'nothing' | 'first part' | 'whole' = 'nothing';

  constructor(
    private readonly client: InferenceClient,
    private readonly storage: KnowledgeStorage,
    private readonly housestyle: string,
    private readonly log: Log,
    /** The network of other code that is to help until a model is trained. */
    private readonly pretrained: () => RequestOf<'workspace'>['pretrained'],
    private readonly limits = { patience, grace },
    /** Whether anything is learned of documents. */
    private readonly adapt = () => true,
  ) {
    this.#subscription = client.onStart(() => this.#tell());
  }

  /** Never rejects: without the code there are still a model's suggestions. */
  async gather(code: Code): Promise<void> {
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    // One after the other: they write the same file.
    this.#gathering = this.#gathering.then(() => this.#gather(code, stop.signal));
    await this.#gathering;
  }

  /** Tells the inference process what was gathered once more, as when settings have changed. */
  tell(): void {
    this.#tell();
  }

  /** Stops gathering and lets go of what was gathered; resolves when nothing is written any more. */
  async forget(): Promise<void> {
    this.#stop.abort();
    await this.#gathering;
    this.#code = undefined;
    this.#gathered = 'nothing';
  }

  async #gather(code: Code, stop: AbortSignal): Promise<void> {
    const stopped = (): boolean => this.#ended.signal.aborted || stop.aborted;
    if (stopped()) return;
    const { folders, near } = code;
    if (folders.length === 0) {
      await this.#letGo();
      if (!stopped()) this.#know(code, 'whole');
      return;
    }
    const started = performance.now();
    let whole = false;
    try {
      await makePrivateFolder(path.dirname(this.storage.corpus));
      // It may hold what is gone by now.
      if (this.#gathered === 'whole') await rm(this.storage.firstPart, { force: true });
      const request: CorpusRequest = {
        folders,
        out: this.storage.corpus,
        // Whoever has the whole needs no first part of it.
        ...(this.#gathered !== 'whole' && { first: this.storage.firstPart }),
        near: near.slice(0, mostNear),
        limit: learningLimit,
        verdicts: this.storage.verdicts,
      };
      const args = ['corpus', '--options-from-stdin', '--signs-of-life', '--json'];
      const onLine = (line: string, pid: number | undefined): void => {
        if (!isFirstPart(line)) return;
        // Whoever waits for suggestions has them; the rest has time.
        if (pid !== undefined) lowerPriority(pid);
        this.log.info(`First part of the code, found in ${Math.round(performance.now() - started)} ms.`);
        if (!stopped()) this.#know(code, 'first part');
      };
      const command = { housestyle: this.housestyle, args, input: request, onLine, ...this.limits };
      const said = await runWatched(command, AbortSignal.any([this.#ended.signal, stop]));
      whole = true;
      if (stopped()) return;
      const report = said.trim().split('\n').at(-1) ?? '';
      for (const notice of noticesIn(report)) this.log.info(notice);
      this.log.info(`Code of the workspace, found in ${Math.round(performance.now() - started)} ms: ${report}`);
      this.#know(code, 'whole');
    } catch (error) {
      if (stopped()) return;
      this.log.warn(`The code of the workspace could not be gathered: ${String(error)}`);
    } finally {
      if (!whole) await this.#removeLeftovers();
    }
  }

  #know(code: Code, gathered: 'first part' | 'whole'): void {
    this.#code = code;
    this.#gathered = gathered;
    this.#tell();
  }

  /** Removes the code of folders that are no longer there. */
  async #letGo(): Promise<void> {
    for (const file of [this.storage.corpus, this.storage.firstPart]) {
      await rm(file, { force: true }).catch((error: unknown) => this.log.warn(String(error)));
    }
  }

  /** Takes away what a process that was ended has left half-written: the text of files that may be gone by now. */
  async #removeLeftovers(): Promise<void> {
    const { corpus, firstPart, verdicts } = this.storage;
    for (const file of [corpus, firstPart, verdicts]) {
      // What is not removed now is by a later write of the same file.
      await removeLeftovers(file).catch(() => undefined);
    }
  }

  dispose(): void {
    this.#ended.abort();
    this.#subscription.dispose();
  }

  #tell(): void {
    const code = this.#code;
    if (code === undefined || this.#gathered === 'nothing') return;
    const pretrained = this.pretrained();
    const partial = this.#gathered === 'first part';
    const { corpus, firstPart, tables: tablesPath } = this.storage;
    const corpusPath = partial ? firstPart : corpus;
    const message = {
      ...(code.folders.length > 0 && { corpusPath }),
      tablesPath,
      partial,
      code: code.folders,
      adapt: this.adapt(),
    };
    this.client.tell({ kind: 'workspace', ...message, ...(pretrained && { pretrained }) });
  }
}

/** What the command line wants a person to know. */
function noticesIn(report: string): readonly string[] {
  try {
    return reportSchema.safeParse(JSON.parse(report)).data?.notices ?? [];
  } catch {
    return [];
  }
}

function isFirstPart(line: string): boolean {
  try {
    return firstPart.safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}
