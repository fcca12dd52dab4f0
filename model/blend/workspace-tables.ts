/**
 * What the context mixing has learned of a workspace's files: learns those that are new or have changed, in small
 * steps, and keeps the tables on the disk from one start to the next.
 */
import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { collectGarbage } from '../platform/collect-garbage';
import { ContextMixing } from '../mixing/context-mixing';
import { sizesFor } from '../mixing/sizes';
import type { Vocabulary } from '../vocabulary/vocabulary';
import type { Blend } from './blend';
import { decodeLines, digestOfText, encodeDigest, isDigestOf, lineDigests } from './line-digests';
import { inLearningOrder, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { readTables, writeTables } from './tables-file';

/** Tokens that one step learns: some 10 milliseconds. */
const tokensOfStep = 512;
/** Of those, where the LSTM is asked too. */
const tokensOfStepWithLstm = 128;
/** Tokens left free for what is typed and predicted. */
const tokensKeptFree = 1 << 18;

/** Of so little code, what is gone is forgotten by learning all of it anew at once: a second or so, tokens. */
const relearnedAtOnce = 60_000;
/** Under this path, which no file has, are kept the lines that are gone and not yet forgotten. */
const gone = '';

/** Lines before one that is new that are read with it. */
const linesBefore = 3;

/** The text of a file of the workspace that is not learned for want of room, or as it repeats another. */
export type FurtherText = (path: string) => Promise<string | undefined>;

interface FileToLearn {
  readonly path: string;
  readonly text: string;
  readonly digest: string;
  readonly tokens: Uint8Array;
  readonly heldOut: boolean;
}

export class WorkspaceTables {
  readonly #pending: FileToLearn[];
  #total: number;
  #current:
    { readonly file: FileToLearn; next: number; context?: Awaited<ReturnType<Blend['learn']>>['context'] } | undefined;
  #done = 0;

  private constructor(
    readonly mixing: ContextMixing,
    private readonly learned: Map<string, string>,
    pending: readonly FileToLearn[],
    /** Identity of the network whose part in the mix is learned, or is to be; empty for none. */
    readonly network: string,
    /** Whether the tables still hold lines that no longer stand anywhere. */
    readonly outdated = false,
  ) {
    this.#pending = [...pending];
    this.#total = tokensOf(pending);
  }

  /**
   * The memory of a workspace as it was stored, or an empty one; what it does not know yet is to be learned by
   * {@link step}.
   *
   * What was learned of one text cannot be taken out of the tables again. Where a file is gone with lines that stand
   * nowhere else, all is therefore learned anew, and what is stored is deleted before that begins; where only lines of
   * files that are still there are gone, the memory says that it is {@link outdated}.
   *
   * @param files to be learned.
   * @param further gives the text of a file that is not among them, where it is part of the code all the same.
   * @param onDamage told in a sentence where what was stored is damaged.
   * @param network identity of the network that they are blended with; empty for none. What another one's word was worth
   *   says nothing of this one's, and its part is learned on files that the tables do not know yet: of another network
   *   all is learned anew.
   */
  static async open(
    vocabulary: Vocabulary,
    files: readonly WorkspaceFile[],
    storedAt?: string,
    further: FurtherText = () => Promise.resolve(undefined),
    onDamage?: (message: string) => void,
    network = '',
  ): Promise<WorkspaceTables> {
    const all = inLearningOrder(files).map(({ path, text, heldOut }): FileToLearn => {
      return { path, text, digest: digestOfText(path, text), tokens: vocabulary.encodeFile(path, text), heldOut };
    });
    if (storedAt !== undefined) {
      const stored = await WorkspaceTables.#stored(vocabulary, all, storedAt, files, further, network, onDamage);
      if (stored !== undefined) return stored;
      await rm(storedAt, { force: true, recursive: true, maxRetries: 5 });
    }
    const sizes = sizesFor(tokensOf(all));
    // Tables that could not be used or are learned no further, and what an index needed, would lie beside these for a
    // while. Whoever learned them notices within two turns.
    for (let turns = 0; turns < 2; turns++) await nextTurn();
    collectGarbage();
    return new WorkspaceTables(
      new ContextMixing(vocabulary, countsOf(vocabulary, all), sizes),
      new Map(),
      all,
      network,
    );
  }

  /** Undefined where none is stored that can be used, or what is stored is to be forgotten. */
  static async #stored(
    vocabulary: Vocabulary,
    all: readonly FileToLearn[],
    storedAt: string,
    files: readonly WorkspaceFile[],
    further: FurtherText,
    network: string,
    onDamage?: (message: string) => void,
  ): Promise<WorkspaceTables | undefined> {
    const stored = await readTables(storedAt, vocabulary, onDamage);
    if (stored?.network !== network) return undefined;
    const lines = await linesGone(stored.learned, files, further);
    if (lines === undefined || (lines.size > 0 && tokensOf(all) <= relearnedAtOnce)) return undefined;
    const pending = all.filter(({ path, digest }) => !isDigestOf(stored.learned.get(path), digest));
    // Where much has changed, what was would speak louder than what is, and there may be no room for it.
    if (tokensOf(pending) >= stored.mixing.room - tokensKeptFree || tokensOf(pending) > tokensOf(all) / 2) {
      return undefined;
    }
    const learned = new Map(stored.learned);
    learned.delete(gone);
    if (lines.size > 0) learned.set(gone, encodeDigest('', lines));
    return new WorkspaceTables(stored.mixing, learned, pending, network, lines.size > 0);
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
      this.learned.set(file.path, encodeDigest(file.digest, lineDigests(file.text)));
      this.#current = undefined;
    }
    if (this.complete) collectGarbage();
    return !this.complete;
  }

  /**
   * Takes in a file that is new, or what of it is: it is learned by {@link step}. What of it is gone stays learned.
   *
   * @param before the text that was learned of it; empty where there is none.
   * @returns whether there is room for it.
   */
  add({ path, text, heldOut }: WorkspaceFile, before: string): boolean {
    const tokens = this.mixing.vocabulary.encodeFile(path, newParts(before, text));
    if (tokensOf(this.#pending) + tokens.length >= this.mixing.room - tokensKeptFree) return false;
    this.#pending.push({ path, text, digest: digestOfText(path, text), tokens, heldOut });
    this.#total += tokens.length;
    return true;
  }

  /** Stores all that was learned. @throws Failure `disk-full` or `output-unwritable`. */
  async store(path: string, blend: Blend): Promise<void> {
    blend.settle();
    await writeTables(path, { mixing: this.mixing, learned: this.learned, network: this.network });
  }
}

/**
 * Lines that were learned and stand nowhere any more; undefined where a file is gone with such lines, or where nobody
 * knows its lines.
 */
async function linesGone(
  learned: ReadonlyMap<string, string>,
  files: readonly WorkspaceFile[],
  further: FurtherText,
): Promise<ReadonlySet<number> | undefined> {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const path of learned.keys()) {
    if (path === gone || texts.has(path)) continue;
    const text = await further(path);
    if (text !== undefined) texts.set(path, text);
  }
  const changed = [...learned].filter(([path, stored]) => {
    const text = texts.get(path);
    return text === undefined || !isDigestOf(stored, digestOfText(path, text));
  });
  const missing = new Set<number>();
  if (changed.length === 0) return missing;
  const lines = new Set<number>();
  for (const text of texts.values()) lineDigests(text, lines);
  for (const [path, stored] of changed) {
    const before = decodeLines(stored);
    if (before === undefined) return undefined;
    for (const line of before) {
      if (lines.has(line)) continue;
      if (path !== gone && !texts.has(path)) return undefined;
      missing.add(line);
    }
  }
  return missing;
}

/** The lines of a text that were not in it before, with some above each. */
function newParts(before: string, text: string): string {
  if (before === '') return text;
  const known = new Set(before.split('\n'));
  const lines = text.split('\n');
  const kept = new Set<number>();
  for (const [index, line] of lines.entries()) {
    if (known.has(line)) continue;
    for (let near = Math.max(0, index - linesBefore); near <= index; near++) kept.add(near);
  }
  return lines.filter((_, index) => kept.has(index)).join('\n') + '\n';
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
