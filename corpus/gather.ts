/**
 * Gathers a workspace's code to learn from while it is worked on: near and recent files first where there is more than
 * can be learned, and nothing is held in memory but the file at hand and what is known of each.
 */
import { asCodeFolders, type CodeFolder } from '@house-style/protocol/code-folder';
import type { WorkspaceFile } from '@house-style/protocol/corpus-file';
import { countCharacters } from './character-counts';
import { Acceptance, defaultMaximumFileBytes } from './acceptance';
import { byPath, type FoundFile, walk } from './discover';
import { LeftOut } from './left-out';
import { nearestFirst } from './sample-files';
import { heldOutOf, isHeldOut, nothingHeldOut } from './split';
import { Turns } from './turns';
import { Verdicts } from './verdicts';

/** Characters of a first part, and milliseconds that it may take to find them: it is to be suggested from at once. */
export const sizeOfFirstPart = { characters: 1e6, milliseconds: 500 };
/** A file that would make it so much larger than that is passed over. */
const mostOfFirst = 1.2;
/** Share of the limit that is filled when files are chosen; the rest is for files near what is worked on later. */
const filledShare = 0.75;
/** Share of the limit for files that have to be there because they are near. */
const nearShare = 0.125;

export interface GatherOptions {
  readonly maximumFileBytes?: number;
  /** Files that are being worked on, by their names in the workspace. */
  readonly near?: readonly string[];
  /** Given where a first part is wanted, of whatever is found before either is reached. */
  readonly firstPart?: typeof sizeOfFirstPart;
  /** Characters of text beyond which no more is gathered. */
  readonly limit?: number;
  /**
   * Where what is found out about files is kept for the next time, which rules it was found out by, and when gathering
   * began (now), milliseconds since the epoch.
   */
  readonly verdicts?: { readonly file: string; readonly rules: string; readonly began?: number };
  /** Called with every folder and file that is looked at, as a sign of life. */
  readonly onProgress?: () => void;
}

/** Takes the files as they come. `first` comes before `whole`, and not at all where the whole is there as soon. */
export type Write = (part: 'first' | 'whole', files: AsyncIterable<WorkspaceFile>) => Promise<void>;

export interface Gathered {
  readonly training: Amount;
  readonly heldOut: Amount;
  /** How many files each rule left out. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Paths left out because they look like secrets. */
  readonly secrets: readonly string[];
  /** Secrets in files that go in, whose values were taken out. */
  readonly secretsMasked: number;
  /** What the user should know, one sentence each. */
  readonly notices: readonly string[];
}

interface Amount {
  readonly files: number;
  readonly characters: number;
}

/**
 * Finds, reads and hands on the files that go in, by the rules of trainings and with the same files held out. They come
 * in the order of their paths, or, where there is more than the limit, nearest first. Files that were chosen before stay
 * chosen as long as the nearest have room beside them, so that what was learned of them stays of use.
 *
 * One folder of several that cannot be read is told and passed over.
 *
 * @param code folders, or one of which nothing is hidden.
 * @throws Failure `folder-not-found`, `folder-unreadable`, `interrupted`; what `write` throws.
 */
export async function gather(
  code: string | readonly CodeFolder[],
  options: GatherOptions,
  write: Write,
  signal?: AbortSignal,
): Promise<Gathered> {
  const { maximumFileBytes = defaultMaximumFileBytes, near = [], limit = Infinity, onProgress } = options;
  const { file, rules, began = Date.now() } = options.verdicts ?? { file: '', rules: '' };
  const verdicts = Verdicts.read(file, rules, began);
  const turns = new Turns(signal, onProgress);
  const leftOut = new LeftOut();

  const found: FoundFile[] = [];
  const walking = { maximumFileBytes, near, passOver: true, ...(onProgress && { onProgress }) };
  const acceptanceOfFirst = new Acceptance(maximumFileBytes, new LeftOut(), verdicts);
  let first = options.firstPart && new FirstPart(acceptanceOfFirst, options.firstPart);
  for await (const files of walk(asCodeFolders(code), walking, leftOut, signal)) {
    found.push(...files);
    for (const file of files) {
      if (first === undefined || first.isFull()) break;
      await first.take(file);
      await turns.next();
    }
    if (first?.isFull() !== true) continue;
    await write('first', first.files());
    first = undefined;
  }

  const choice = choose(found, near, limit, verdicts.chosen);
  const acceptance = new Acceptance(maximumFileBytes, leftOut, verdicts);
  const gathered = new Amounts();
  const chosen = new Set<string>();
  const accepted = async function* (): AsyncGenerator<WorkspaceFile> {
    let room = limit;
    for (const [index, file] of choice.order.entries()) {
      await turns.next();
      if (index === choice.mustHave) room -= limit * (1 - filledShare);
      // A byte holds a character of nearly all code, and never more.
      if (!choice.fits && file.bytes > room) leftOut.add('beyond', file.path);
      else {
        const text = await acceptance.accept(file);
        if (text === undefined) continue;
        room -= text.length;
        chosen.add(file.path);
        yield { path: file.path, text, heldOut: isHeldOut(file.path), modified: file.modified };
      }
    }
  };
  await write('whole', gathered.count(withSplit(accepted())));
  if (options.verdicts !== undefined) await verdicts.write(file, found, chosen);
  const { training, heldOut } = gathered;
  const notices = [...leftOut.notices, ...(heldOut.files > 0 ? [] : [nothingHeldOut(training.files)])];
  return {
    training,
    heldOut,
    leftOut: leftOut.counts,
    secrets: leftOut.secrets,
    secretsMasked: leftOut.masked,
    notices,
  };
}

/** What the walk finds first. */
class FirstPart {
  readonly #began = performance.now();
  readonly #taken: WorkspaceFile[] = [];
  #characters = 0;

  constructor(
    private readonly acceptance: Acceptance,
    private readonly size: typeof sizeOfFirstPart,
  ) {}

  isFull(): boolean {
    if (this.#characters >= this.size.characters) return true;
    return this.#taken.length > 0 && performance.now() - this.#began > this.size.milliseconds;
  }

  async take(file: FoundFile): Promise<void> {
    if (this.#characters + file.bytes > mostOfFirst * this.size.characters) return;
    const text = await this.acceptance.accept(file);
    if (text === undefined) return;
    this.#characters += text.length;
    this.#taken.push({ path: file.path, text, heldOut: isHeldOut(file.path), modified: file.modified });
  }

  /** Gives them away. */
  async *files(): AsyncGenerator<WorkspaceFile> {
    for (const file of this.#taken.splice(0)) yield await Promise.resolve(file);
  }
}

class Amounts {
  training = { files: 0, characters: 0 };
  heldOut = { files: 0, characters: 0 };

  async *count(files: AsyncIterable<WorkspaceFile>): AsyncGenerator<WorkspaceFile> {
    for await (const file of files) {
      const amount = file.heldOut ? this.heldOut : this.training;
      amount.files += 1;
      amount.characters += countCharacters(file.text);
      yield file;
    }
  }
}

/**
 * Files beyond which chance will hold some out, and not all: the chance that it does neither is one in 10⁹.
 */
const certainlySplit = 200;

/** Marks those of a few files that are held out, which is known when all are; see {@link heldOutOf}. */
async function* withSplit(files: AsyncIterable<WorkspaceFile>): AsyncGenerator<WorkspaceFile> {
  let waiting: WorkspaceFile[] | undefined = [];
  for await (const file of files) {
    waiting?.push(file);
    const isSplit = waiting?.some((one) => one.heldOut) === true && waiting.some((one) => !one.heldOut);
    if (waiting === undefined) yield file;
    else if (isSplit || waiting.length >= certainlySplit) {
      yield* waiting;
      waiting = undefined;
    }
  }
  const few = (waiting ?? []).map((file) => ({ file, path: file.path, characters: countCharacters(file.text) }));
  const heldOut = heldOutOf(few);
  for (const one of few) yield { ...one.file, heldOut: heldOut.has(one) };
}

interface Choice {
  readonly order: readonly FoundFile[];
  /** Whether all of it is within the limit. */
  readonly fits: boolean;
  /** How many of the first in the order may fill the limit; the others fill it but for a reserve. */
  readonly mustHave: number;
}

function choose(
  found: readonly FoundFile[],
  near: readonly string[],
  limit: number,
  before: ReadonlySet<string>,
): Choice {
  if (bytesOf(found) <= limit) return { order: [...found].sort(byPath), fits: true, mustHave: 0 };
  const ranked = nearestFirst(found, near);
  let room = limit * nearShare;
  const nearest = new Set(ranked.filter(({ bytes }) => bytes <= room && (room -= bytes) >= 0));
  const mustHave = ranked.filter((file) => nearest.has(file) || before.has(file.path));
  if (before.size === 0 || bytesOf(mustHave) > limit) return { order: ranked, fits: false, mustHave: 0 };
  const stay = new Set(mustHave);
  const order = [...mustHave, ...ranked.filter((file) => !stay.has(file))];
  return { order, fits: false, mustHave: mustHave.length };
}

function bytesOf(files: readonly FoundFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
