/**
 * What the context mixing has learned of a workspace's files: learns those that are new or have changed, in small
 * steps, and keeps the tables on the disk from one start to the next.
 */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { collectGarbage } from '../platform/collect-garbage';
import { ContextMixing } from '../mixing/context-mixing';
import { sizesFor } from '../mixing/sizes';
import type { Vocabulary } from '../vocabulary/vocabulary';
import type { Blend } from './blend';
import type { WorkspaceFile } from '@house-style/protocol/corpus-file';
import { readTables, writeTables } from './tables-file';

/** Tokens that one step learns: some 10 milliseconds. */
const tokensOfStep = 512;
/** Of those, where the LSTM is asked too. */
const tokensOfStepWithLstm = 128;
/** Tokens left free for what is typed and predicted. */
const tokensKeptFree = 1 << 18;

interface FileToLearn {
  readonly path: string;
  readonly digest: string;
  readonly tokens: Uint8Array;
  readonly heldOut: boolean;
}

export class WorkspaceMemory {
  readonly #pending: FileToLearn[];
  readonly #total: number;
  #current:
    { readonly file: FileToLearn; next: number; context?: Awaited<ReturnType<Blend['learn']>>['context'] } | undefined;
  #done = 0;

  private constructor(
    readonly mixing: ContextMixing,
    private readonly learned: Map<string, string>,
    pending: readonly FileToLearn[],
  ) {
    this.#pending = [...pending];
    this.#total = tokensOf(pending);
  }

  /**
   * The memory of a workspace as it was stored, or an empty one; what it does not know yet is to be learned by
   * {@link step}.
   *
   * @param onDamage told in a sentence where what was stored is damaged.
   */
  static async open(
    vocabulary: Vocabulary,
    files: readonly WorkspaceFile[],
    storedAt?: string,
    onDamage?: (message: string) => void,
  ): Promise<WorkspaceMemory> {
    const all = inOrder(files).map(({ path, text, heldOut }): FileToLearn => {
      const tokens = vocabulary.encodeFile(path, text);
      return { path, digest: createHash('sha256').update(tokens).digest('base64'), tokens, heldOut };
    });
    const stored =
      storedAt === undefined ? undefined : await WorkspaceMemory.#stored(vocabulary, all, storedAt, onDamage);
    if (stored !== undefined) return stored;
    const sizes = sizesFor(tokensOf(all));
    // Tables that could not be used or are learned no further, and what an index needed, would lie beside these for a
    // while. Whoever learned them notices within two turns.
    for (let turns = 0; turns < 2; turns++) await nextTurn();
    collectGarbage();
    return new WorkspaceMemory(new ContextMixing(vocabulary, countsOf(vocabulary, all), sizes), new Map(), all);
  }

  static async #stored(
    vocabulary: Vocabulary,
    all: readonly FileToLearn[],
    storedAt: string,
    onDamage?: (message: string) => void,
  ): Promise<WorkspaceMemory | undefined> {
    const stored = await readTables(storedAt, vocabulary, onDamage);
    if (stored === undefined) return undefined;
    const pending = all.filter(({ path, digest }) => stored.learned.get(path) !== digest);
    // Where much has changed, what was would speak louder than what is, and there may be no room for it.
    if (tokensOf(pending) >= stored.mixing.room - tokensKeptFree || tokensOf(pending) > tokensOf(all) / 2) {
      return undefined;
    }
    return new WorkspaceMemory(stored.mixing, new Map(stored.learned), pending);
  }

  /** Share of what was to be learned that has been, 0 to 1. */
  get fraction(): number {
    return this.#total === 0 ? 1 : this.#done / this.#total;
  }

  get complete(): boolean {
    return this.#current === undefined && this.#pending.length === 0;
  }

  /** Learns some ten milliseconds' worth; returns whether there is more. */
  async step(blend: Blend): Promise<boolean> {
    const file = this.#current?.file ?? this.#pending.shift();
    if (file === undefined) return false;
    const current = (this.#current ??= { file, next: 0 });
    // The LSTM has not seen what was held out, so its part in the blend is learned there.
    const withLstm = file.heldOut && blend.lstm !== undefined;
    const end = Math.min(file.tokens.length, current.next + (withLstm ? tokensOfStepWithLstm : tokensOfStep));
    const tokens = file.tokens.subarray(current.next, end);
    if (withLstm) current.context = (await blend.learn(current.context ?? blend.start(), tokens)).context;
    else blend.learnTraining(tokens);
    this.#done += tokens.length;
    current.next = end;
    if (end === file.tokens.length) {
      this.learned.set(file.path, file.digest);
      this.#current = undefined;
    }
    if (this.complete) collectGarbage();
    return !this.complete;
  }

  /** Stores all that was learned. @throws Failure `disk-full` or `output-unwritable`. */
  async store(path: string, blend: Blend): Promise<void> {
    blend.settle();
    await writeTables(path, { mixing: this.mixing, learned: this.learned });
  }
}

/** Files to train on first: the others are what the LSTM's part in the blend is learned on. */
function inOrder(files: readonly WorkspaceFile[]): readonly WorkspaceFile[] {
  return [...files].sort((a, b) => Number(a.heldOut) - Number(b.heldOut) || (a.path < b.path ? -1 : 1));
}

function tokensOf(files: readonly FileToLearn[]): number {
  return files.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/** How often each token occurs, one more each, for those that do not occur yet. */
function countsOf(vocabulary: Vocabulary, files: readonly FileToLearn[]): number[] {
  const counts = Array.from({ length: vocabulary.size }, () => 1);
  for (const { tokens } of files) for (const token of tokens) counts[token] = (counts[token] ?? 0) + 1;
  return counts;
}
