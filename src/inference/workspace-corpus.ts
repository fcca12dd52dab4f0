import path from 'node:path';
import { makePrivateFolder } from '@house-style/protocol/private-files';
import type { RequestOf } from '@house-style/protocol/inference-messages';
import type { CorpusRequest } from '@house-style/protocol/settings';
import type { Log } from '../log';
import type { Disposable } from '../observable';
import { runWatched } from '../watched-command';
import type { InferenceClient } from './client';

/** Where a workspace's code and what was learned of it lie for the inference process. */
export interface KnowledgeStorage {
  readonly corpus: string;
  readonly tables: string;
}

export interface Code {
  readonly folder: string;
  /** Glob patterns of files that the user has hidden from the editor. */
  readonly exclude: readonly string[];
}

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
  #gathered = false;

  constructor(
    private readonly client: InferenceClient,
    private readonly storage: KnowledgeStorage,
    private readonly housestyle: string,
    private readonly log: Log,
    /** The network of other code that is to help until a model is trained. */
    private readonly pretrained: () => RequestOf<'workspace'>['pretrained'],
    private readonly limits = { patience, grace },
  ) {
    this.#subscription = client.onStart(() => this.#tell());
  }

  /** Never rejects: without the code there are still a model's suggestions. */
  async gather({ folder, exclude }: Code): Promise<void> {
    const started = performance.now();
    try {
      await makePrivateFolder(path.dirname(this.storage.corpus));
      const request: CorpusRequest = { folder, out: this.storage.corpus, exclude: [...exclude] };
      const words = ['corpus', '--options-from-stdin', '--signs-of-life', '--json'];
      const command = { housestyle: this.housestyle, words, input: request, ...this.limits };
      const said = await runWatched(command, this.#ended.signal);
      this.log.info(`Code of the workspace, found in ${Math.round(performance.now() - started)} ms: ${said.trim()}`);
      this.#gathered = true;
      this.#tell();
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.log.warn(`The code of the workspace could not be gathered: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#ended.abort();
    this.#subscription.dispose();
  }

  #tell(): void {
    if (!this.#gathered) return;
    const pretrained = this.pretrained();
    const { corpus: corpusPath, tables: tablesPath } = this.storage;
    this.client.tell({ kind: 'workspace', corpusPath, tablesPath, ...(pretrained && { pretrained }) });
  }
}
