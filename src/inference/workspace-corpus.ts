import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { RequestOf } from '@house-style/protocol/inference-messages';
import type { Log } from '../log';
import { nodeEnvironment } from '../node-runtime';
import type { Disposable } from '../observable';
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
  ) {
    this.#subscription = client.onStart(() => this.#tell());
  }

  /** Never rejects: without the code there are still a model's suggestions. */
  async gather({ folder, exclude }: Code): Promise<void> {
    const started = performance.now();
    try {
      await mkdir(path.dirname(this.storage.corpus), { recursive: true });
      const words = ['corpus', folder, '--out', this.storage.corpus, '--json'];
      const said = await this.#run(exclude.length === 0 ? words : [...words, '--exclude', ...exclude]);
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

  /** @returns what the command line printed. */
  async #run(words: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [this.housestyle, ...words], {
      env: nodeEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal: this.#ended.signal,
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(errors.trim() || `exit code ${String(code)}`);
    return output;
  }
}
