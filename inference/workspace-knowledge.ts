/**
 * What the process knows of the workspace's code beside the trained network: an index of it, ready within a second or
 * so, and the memory of the context mixing, which takes its time to learn and is then kept on the disk.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Blend } from '@house-style/model/blend/blend';
import { learningLimit, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { WorkspaceMemory } from '@house-style/model/blend/workspace-memory';
import { asFailure } from '@house-style/protocol/failure';
import type { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import { DocumentIndex } from '@house-style/model/ngram/document-index';
import { NgramIndex } from '@house-style/model/ngram/ngram-index';
import { NgramPredictor } from '@house-style/model/ngram/ngram-predictor';
import { sampleFiles } from '@house-style/corpus/sample-files';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import type { Work } from './work';

/** Learning is told of whenever so much of it is done. */
const toldShare = 0.05;

/** What learning may do with the rest of the process. */
export interface Surroundings {
  readonly work: Work;
  /** Paths of the files that are being worked on. */
  readonly near: readonly string[];
  /** Told how far learning has come, 0 to 1. */
  onProgress(fraction: number): void;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

export class WorkspaceKnowledge {
  readonly #texts: ReadonlyMap<string, string>;
  #counts: ReadonlyMap<string, number> | undefined;
  #memory: WorkspaceMemory | undefined;
  /** Counts calls of {@link learn}: one that is no longer the last gives up. */
  #calls = 0;

  constructor(
    private readonly files: readonly WorkspaceFile[],
    private readonly tablesPath: string,
    private readonly surroundings: Surroundings,
  ) {
    this.#texts = new Map(files.map(({ path, text }) => [path, text]));
  }

  /** A file's text as the workspace had it at the start; empty for others. */
  textOf(path: string): string {
    return this.#texts.get(path) ?? '';
  }

  /** Share of the code's characters that a vocabulary has no token for. */
  shareWithout(vocabulary: Vocabulary): number {
    const known = new Set(vocabulary.characters);
    let [characters, without] = [0, 0];
    for (const [character, count] of this.#characterCounts()) {
      characters += count;
      if (!known.has(character)) without += count;
    }
    return characters === 0 ? 0 : without / characters;
  }

  /** An index and what predicts from it: some 0.3 seconds a megabyte, in one go. Undefined where there is no code. */
  index(): { readonly predictor: NgramPredictor; readonly documents: DocumentIndex } | undefined {
    if (this.files.length === 0) return undefined;
    const vocabulary = this.#vocabulary();
    const files = this.#nearest(learningLimit, 'indexed').map(({ path, text }) => ({
      path,
      tokens: vocabulary.encodeFile(path, text),
    }));
    const index = new NgramIndex(files, vocabulary.size, vocabulary.endOfFile);
    return { predictor: new NgramPredictor(vocabulary, index), documents: new DocumentIndex(index, vocabulary) };
  }

  /**
   * Learns what is not known yet, in steps between which completions are answered.
   *
   * @param lstm the network to blend with, if there is one.
   * @returns the blend, or undefined where a later call has taken over or there is no code.
   */
  async learn(lstm?: LstmPredictor): Promise<Blend | undefined> {
    const call = ++this.#calls;
    if (this.files.length === 0) return undefined;
    const started = performance.now();
    const vocabulary = lstm?.vocabulary ?? this.#vocabulary();
    if (!this.#memory?.mixing.vocabulary.equals(vocabulary)) {
      this.#memory = undefined;
      const files = this.#nearest(learningLimit, 'learned');
      const memory = await WorkspaceMemory.open(vocabulary, files, this.tablesPath, (message) =>
        this.surroundings.log('warn', message),
      );
      if (call !== this.#calls) return undefined;
      this.#memory = memory;
    }
    const memory = this.#memory;
    const blend = new Blend(memory.mixing, lstm);
    const news = !memory.complete;
    let told = 0;
    while (!memory.complete) {
      await this.surroundings.work.afterCompletions();
      await nextTurn();
      if (call !== this.#calls) return undefined;
      await memory.step(blend);
      if (memory.fraction - told < toldShare) continue;
      told = memory.fraction;
      this.surroundings.onProgress(told);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.surroundings.log(
      'info',
      `Knows the code of the workspace after ${seconds} s; ${Math.round(memory.mixing.bytes / 2 ** 20)} MiB.`,
    );
    if (news) await this.#store(memory, blend);
    return call === this.#calls ? blend : undefined;
  }

  /** Forgets everything, also what was learned of documents; {@link learn} then takes up what is stored. */
  forget(): void {
    this.#calls += 1;
    this.#memory = undefined;
  }

  /** Of too much code, what is near the files that are being worked on, then what was changed last. */
  #nearest(limit: number, done: string): readonly WorkspaceFile[] {
    const sized = this.files.map((file) => ({ ...file, tokens: file.text.length }));
    const { kept, leftOut } = sampleFiles(sized, this.surroundings.near, limit);
    if (leftOut > 0) {
      this.surroundings.log('info', `Too much code to be ${done} whole: ${leftOut} of ${sized.length} files left out.`);
    }
    return kept;
  }

  /** Stored is what was learned of the files alone: what is typed is learned from its file, once it is saved. */
  async #store(memory: WorkspaceMemory, blend: Blend): Promise<void> {
    try {
      await memory.store(this.tablesPath, blend);
    } catch (error) {
      this.surroundings.log('warn', `What was learned could not be stored: ${asFailure(error).message}`);
    }
  }

  /** The vocabulary where there is no network to share one with. */
  #vocabulary(): Vocabulary {
    return Vocabulary.fromCounts(this.#characterCounts());
  }

  #characterCounts(): ReadonlyMap<string, number> {
    if (this.#counts !== undefined) return this.#counts;
    const counts = new Map<string, number>();
    for (const { text } of this.files) {
      for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    this.#counts = counts;
    return counts;
  }
}
