/**
 * What the process knows of the workspace's code beside the trained network: an index of it, ready within a second or
 * so, and the memory of the context mixing, which takes its time to learn and is then kept on the disk.
 */
import { rm, stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Blend } from '@house-style/model/blend/blend';
import { learningLimit, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { type FurtherText, WorkspaceTables } from '@house-style/model/blend/workspace-tables';
import { finishedLines } from '@house-style/protocol/line-ends';
import { collectGarbage } from '@house-style/model/platform/collect-garbage';
import { asFailure } from '@house-style/protocol/failure';
import type { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import { EditedDocuments } from '@house-style/model/ngram/edited-documents';
import { NgramIndex } from '@house-style/model/ngram/ngram-index';
import { NgramPredictor } from '@house-style/model/ngram/ngram-predictor';
import { characterCounts, shareSpelledOut } from '@house-style/model/pretrained/suitability';
import { sampleFiles } from '@house-style/corpus/sample-files';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { StandingWords } from './standing-words';
import type { ReadingUnits } from '@house-style/corpus/indentation';
import type { Scheduler } from './scheduler';

/** Learning is told of whenever so much of it is done. */
const toldShare = 0.05;

/** What learning may do with the rest of the process. */
export interface LearningEnvironment {
  readonly scheduler: Scheduler;
  /** Paths of the files that are being worked on. */
  readonly near: readonly string[];
  /** What texts are read in. */
  readonly units: ReadingUnits;
  /** Told how far learning has come, 0 to 1. */
  onProgress(fraction: number): void;
  /** The text of a file that was not gathered for want of room. */
  readonly further: FurtherText;
  log(level: 'debug' | 'info' | 'warn', message: string): void;
}

export class WorkspacePredictors {
  /** As they are read. */
  #files: readonly WorkspaceFile[];
  readonly #texts: Map<string, string>;
  #edited: EditedDocuments | undefined;
  #words: Promise<StandingWords> | undefined;
  #storing = Promise.resolve();
  #counts: ReadonlyMap<string, number> | undefined;
  #memory: WorkspaceTables | undefined;
  /** Counts calls of {@link learn}: one that is no longer the last gives up. */
  #calls = 0;

  constructor(
    private readonly gathered: readonly WorkspaceFile[],
    private readonly tablesPath: string,
    private readonly environment: LearningEnvironment,
  ) {
    this.#files = gathered.map((file) => ({ ...file, text: finishedLines(environment.units.read(file)) }));
    this.#texts = new Map(this.#files.map(({ path, text }) => [path, text]));
  }

  /** A file's text as the workspace had it at the start, as it is read; empty for others. */
  textOf(path: string): string {
    return this.#texts.get(path) ?? '';
  }

  /** All files by their names, as they are read and last were saved. */
  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** Whether a text stands in a file as the workspace had it at the start: a millisecond or so a megabyte. */
  hasText(text: string): boolean {
    return this.#files.some((file) => file.text.includes(text));
  }

  /** Whether a file, or a file in a folder, is known. */
  holds(path: string): boolean {
    return this.#texts.has(path) || this.#files.some((file) => file.path.startsWith(`${path}/`));
  }

  /** The files as they were gathered, and as they are read where that is something else. */
  get all(): readonly WorkspaceFile[] {
    const readOtherwise = this.#files.filter((file, index) => file.text !== this.gathered[index]?.text);
    return [...this.gathered, ...readOtherwise];
  }

  /**
   * Keeps what is gone from being suggested while the memory still holds some of it; undefined where it does not. What
   * it holds is forgotten for good by {@link forget} and {@link learn}.
   */
  async standingWords(): Promise<StandingWords | undefined> {
    if (this.#memory?.outdated !== true) return undefined;
    this.#words ??= StandingWords.of(this.#texts.values());
    return this.#words;
  }

  /** Share of the code's characters that a vocabulary has no token for. */
  shareWithout(vocabulary: Vocabulary): number {
    return shareSpelledOut(vocabulary, this.#characterCounts());
  }

  /** An index and what predicts from it: some 0.3 seconds a megabyte, in one go. Undefined where there is no code. */
  index(): { readonly predictor: NgramPredictor; readonly documents: EditedDocuments } | undefined {
    if (this.#files.length === 0) return undefined;
    const vocabulary = this.#vocabulary();
    const files = this.#nearest(learningLimit, 'indexed').map(({ path, text }) => ({
      path,
      tokens: vocabulary.encodeFile(path, text),
    }));
    const index = new NgramIndex(files, vocabulary.size, vocabulary.endOfFile);
    this.#edited = new EditedDocuments(index, vocabulary);
    return { predictor: new NgramPredictor(vocabulary, index), documents: this.#edited };
  }

  /**
   * Takes in a file that was made or changed: it is learned by {@link learnFurther}, or by {@link learn}.
   *
   * @param learn whether it is to be learned; of a document that is open, it is as it is typed.
   * @returns lines that are gone from it; undefined where it is as it was, or there is no room for it.
   */
  takeIn(path: string, written: string, learn: boolean): readonly string[] | undefined {
    const text = finishedLines(this.environment.units.read({ path, text: written }));
    const before = this.textOf(path);
    if (text === before) return undefined;
    const file = { path, text, heldOut: false, modified: Date.now() };
    if (learn && this.#memory?.add(file, before) === false) return undefined;
    this.#files = [...this.#files.filter((one) => one.path !== path), file];
    this.#texts.set(path, text);
    this.#words = undefined;
    this.#edited?.update(path, text, text.length);
    const standing = new Set(text.split('\n'));
    return before.split('\n').filter((line) => !standing.has(line));
  }

  /** Learns what was taken in since, in steps between which completions are answered. */
  async learnFurther(blend: Blend): Promise<void> {
    const memory = this.#memory;
    const call = this.#calls;
    while (memory?.complete === false) {
      await this.environment.scheduler.afterCompletions();
      await nextTurn();
      if (call !== this.#calls) return;
      await memory.step(blend);
    }
  }

  /**
   * Learns what is not known yet, in steps between which completions are answered.
   *
   * @param lstm the network to blend with, if there is one.
   * @param network its identity: its part in the mix is learned anew where it is another one.
   * @returns the blend, or undefined where a later call has taken over or there is no code.
   */
  async learn(lstm?: LstmPredictor, network = ''): Promise<Blend | undefined> {
    const call = ++this.#calls;
    if (this.#files.length === 0) {
      // What was learned of files that were there is gone with them.
      await rm(this.tablesPath, { force: true, recursive: true, maxRetries: 5 });
      return undefined;
    }
    const started = performance.now();
    const vocabulary = lstm?.vocabulary ?? this.#vocabulary();
    if (this.#memory?.network !== network || !this.#memory.mixing.vocabulary.equals(vocabulary)) {
      this.#memory = undefined;
      const files = this.#nearest(learningLimit, 'learned');
      const memory = await WorkspaceTables.open(
        vocabulary,
        files,
        this.tablesPath,
        async (path) => {
          const text = await this.environment.further(path);
          return text === undefined ? undefined : finishedLines(this.environment.units.read({ path, text }));
        },
        (message) => this.environment.log('warn', message),
        network,
      );
      if (call !== this.#calls) return undefined;
      this.#memory = memory;
    }
    const memory = this.#memory;
    const blend = new Blend(memory.mixing, lstm);
    const news = !memory.complete;
    let told = 0;
    while (!memory.complete) {
      await this.environment.scheduler.afterCompletions();
      await nextTurn();
      if (call !== this.#calls) return undefined;
      await memory.step(blend);
      if (memory.fraction - told < toldShare) continue;
      told = memory.fraction;
      this.environment.onProgress(told);
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.environment.log(
      'info',
      `Knows the code of the workspace after ${seconds} s; ${Math.round(memory.mixing.bytes / 2 ** 20)} MiB.`,
    );
    if (call !== this.#calls) return undefined;
    if (news) {
      this.#storing = this.#store(memory, blend);
      await this.#storing;
    }
    return call === this.#calls ? blend : undefined;
  }

  /** Forgets all that was learned, of documents too and on the disk; {@link learn} then learns the code anew. */
  async forget(): Promise<void> {
    await this.end();
    await rm(this.tablesPath, { force: true, recursive: true, maxRetries: 5 });
  }

  /** Whether what was learned of the files can be read again. */
  async isStored(): Promise<boolean> {
    await this.#storing;
    return (await stat(this.tablesPath).catch(() => undefined))?.isFile() === true;
  }

  /** Leaves off learning, for good where nobody calls {@link learn} again; resolves when nothing is written any more. */
  async end(): Promise<void> {
    this.#calls += 1;
    this.#memory = undefined;
    await this.#storing;
    // Whoever is about to read or learn others would have these beside them; who learned them notices within two turns.
    for (let turns = 0; turns < 2; turns++) await nextTurn();
    collectGarbage();
  }

  /** Of too much code, what is near the files that are being worked on, then what was changed last. */
  #nearest(limit: number, done: string): readonly WorkspaceFile[] {
    const sized = this.#files.map((file) => ({ ...file, tokens: file.text.length }));
    const { kept, leftOut } = sampleFiles(sized, this.environment.near, limit);
    if (leftOut > 0) {
      this.environment.log('info', `Too much code to be ${done} whole: ${leftOut} of ${sized.length} files left out.`);
    }
    return kept;
  }

  /** Stored is what was learned of the files alone: what is typed is learned from its file, once it is saved. */
  async #store(memory: WorkspaceTables, blend: Blend): Promise<void> {
    try {
      await memory.store(this.tablesPath, blend);
    } catch (error) {
      this.environment.log('warn', `What was learned could not be stored: ${asFailure(error).message}`);
    }
  }

  /** The vocabulary where there is no network to share one with. */
  #vocabulary(): Vocabulary {
    return Vocabulary.fromCounts(this.#characterCounts());
  }

  #characterCounts(): ReadonlyMap<string, number> {
    this.#counts ??= characterCounts(this.#files.map(({ text }) => text));
    return this.#counts;
  }
}
