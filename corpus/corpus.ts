/**
 * The corpus: the files of a folder that its people wrote, as tokens, split into what is trained on and what is held
 * out to measure with.
 */
import { createHash } from 'node:crypto';
import { asCodeFolders, type CodeFolder, foldersInWords, pathInFolder } from '@house-style/protocol/code-folder';
import { Failure } from '@house-style/protocol/failure';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { CharacterCounts, countCharacters } from './character-counts';
import { Acceptance, defaultMaximumFileBytes } from './acceptance';
import { discover, type FoundFile, singleFile } from './discover';
import { type IndentationUnit, type ReadingUnits, UnitVotes } from './indentation';
import { LeftOut } from './left-out';
import { heldOutOf, nothingHeldOut, pathFraction, type Split, splitTail } from './split';
import { Turns } from './turns';

/**
 * Bytes of code that a training takes at most, a byte of memory each: what a GPU reads in an hour. Of more, some files
 * are taken.
 */
const trainingLimit = 512 * 2 ** 20;

/**
 * Characters of training text below which a training is refused: a page of code, too little for a network to learn more
 * than which letters are frequent.
 */
const defaultMinimumCharacters = 1000;

export interface CorpusOptions {
  readonly maximumFileBytes?: number;
  /** Bytes of files beyond which some are left out; {@link trainingLimit} where not given. */
  readonly limit?: number;
  /** Fewer characters of training text are refused. Give 0 to measure rather than to train. */
  readonly minimumCharacters?: number;
  /** The vocabulary of a model that exists; by default one is made from the training text. */
  readonly vocabulary?: Vocabulary;
  /** A vocabulary whose characters keep their tokens; those that occur often enough here are added behind them. */
  readonly grownFrom?: Vocabulary;
  /** What is held out: whole files, the default, or the last tenth of every file's text. */
  readonly split?: Split;
  /** Paths held out, in whichever folder, as a model recorded them; by default a tenth by hash (see {@link heldOutOf}). */
  readonly heldOutPaths?: readonly string[];
  /** Whether upper-case letters are read as lower-case ones, as some published trainings do. */
  readonly lowerCase?: boolean;
  /** Called with every folder and file that is looked at, as a sign of life. */
  readonly onProgress?: () => void;
}

export interface CorpusFile {
  /** Its name among the folders, see `protocol/code-folder.ts`. */
  readonly path: string;
  /** Start of path, path, start of body, body, end of file: one byte a token. */
  readonly tokens: Uint8Array;
  /** Characters (Unicode code points) of the body. */
  readonly characters: number;
}

export interface Corpus {
  readonly vocabulary: Vocabulary;
  /** Sorted by path in the folder, in code unit order. */
  readonly training: readonly CorpusFile[];
  /** Sorted by path in the folder, in code unit order. */
  readonly heldOut: readonly CorpusFile[];
  /** Characters of all training bodies. */
  readonly characters: number;
  /** Characters of all held-out bodies. */
  readonly heldOutCharacters: number;
  /** SHA-256 over the paths and contents of all files, training and held out, in path order; hex. */
  readonly digest: string;
  /** How many files each rule left out. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Paths of those, of very many the first that were found. */
  readonly leftOutPaths: Readonly<Record<string, readonly string[]>>;
  /** Paths left out because they look like secrets. */
  readonly secrets: readonly string[];
  /** Secrets in files that go in, whose values were taken out. */
  readonly secretsMasked: number;
  /** What the user should know, one sentence each. */
  readonly notices: readonly string[];
}

/** The text of a corpus file's body. */
export function bodyOf(file: CorpusFile, vocabulary: Vocabulary): string {
  return vocabulary.decode(file.tokens.subarray(bodyStart(file, vocabulary)));
}

/** Index of the first token of a file's body. */
export function bodyStart(file: CorpusFile, vocabulary: Vocabulary): number {
  return file.tokens.indexOf(vocabulary.startOfBody) + 1;
}

/** A file that goes in, before the vocabulary is known. */
interface AcceptedFile {
  readonly path: string;
  /** The text as UTF-8: one byte a character for most code, where a string may take two. */
  body: Buffer;
  readonly characters: number;
}

const nothing = Buffer.alloc(0);

/**
 * Reads folders of code, or with the split `tail` perhaps a single text. Files are looked at in path order, so that
 * equal folders give equal corpora. Time and memory are linear in their size, a byte a token, up to
 * {@link trainingLimit}: of more, files are taken by a hash of their paths, so that equal folders still give equal
 * corpora and each folder is represented.
 *
 * Where every file would be held out, none is: measuring needs something to train on.
 *
 * @param code folders, or one of which nothing is hidden.
 * @throws Failure `folder-not-found`, `folder-unreadable`, `too-many-open-files`, `nothing-to-train-on`, `corpus-too-small`, `interrupted`.
 */
export async function loadCorpus(
  code: string | readonly CodeFolder[],
  options: CorpusOptions = {},
  signal?: AbortSignal,
): Promise<Corpus> {
  const leftOut = new LeftOut();
  const folders = asCodeFolders(code);
  const accepted = await acceptFiles(folders, options, leftOut, signal);
  const { training, heldOut } = options.split === 'tail' ? tailsOf(accepted) : split(accepted, options.heldOutPaths);
  const characters = sum(training);
  const heldOutCharacters = sum(heldOut);
  const minimum = options.minimumCharacters ?? defaultMinimumCharacters;
  if (training.length === 0 && minimum > 0) throw nothingToTrainOn(foldersInWords(folders), leftOut);
  if (characters < minimum) {
    throw new Failure(
      'corpus-too-small',
      `${foldersInWords(folders)} ${folders.length === 1 ? 'holds' : 'hold'} ${characters} characters to train on, and training needs at least ${minimum}: add files or name a larger folder.`,
    );
  }

  const vocabulary = options.vocabulary ?? grown(options.grownFrom, vocabularyOf(training));
  const digest = digestOf(accepted);
  const turns = new Turns(signal, options.onProgress);
  /** Each text is let go when its tokens are there, so that it never lies in memory twice for long. */
  const encode = async (files: AcceptedFile[]): Promise<CorpusFile[]> => {
    const encoded: CorpusFile[] = [];
    for (const file of files) {
      await turns.next();
      const { path, characters } = file;
      encoded.push({ path, tokens: vocabulary.encodeFile(path, file.body.toString('utf8')), characters });
      file.body = nothing;
    }
    return encoded;
  };
  return {
    vocabulary,
    training: await encode(training),
    heldOut: await encode(heldOut),
    characters,
    heldOutCharacters,
    digest,
    leftOut: leftOut.counts,
    leftOutPaths: leftOut.paths,
    secrets: leftOut.secrets,
    secretsMasked: leftOut.masked,
    notices: [...leftOut.notices, ...(heldOut.length > 0 ? [] : [nothingHeldOut(accepted.length)])],
  };
}

/** Finds and reads the files that go in, sorted by path; counts those that do not. */
async function acceptFiles(
  folders: readonly CodeFolder[],
  options: CorpusOptions,
  leftOut: LeftOut,
  signal: AbortSignal | undefined,
): Promise<AcceptedFile[]> {
  const { maximumFileBytes = defaultMaximumFileBytes, lowerCase = false, onProgress } = options;
  const [only] = folders.length === 1 ? folders : [];
  const single = options.split === 'tail' && only !== undefined ? await singleFile(only.folder) : undefined;
  const rules = { maximumFileBytes, ...(onProgress && { onProgress }) };
  const found =
    single ?? withinLimit(await discover(folders, rules, leftOut, signal), options.limit ?? trainingLimit, leftOut);
  const acceptance = new Acceptance(single ? Infinity : maximumFileBytes, leftOut);
  const turns = new Turns(signal, onProgress);
  const accepted: { readonly file: AcceptedFile; readonly unit: IndentationUnit | undefined }[] = [];
  const votes = new UnitVotes();
  for (const file of found) {
    await turns.next();
    const text = await acceptance.accept(file);
    if (text === undefined) continue;
    const unit = votes.add({ path: file.path, text });
    accepted.push({ file: acceptedFile(file.path, lowerCase ? text.toLowerCase() : text), unit });
  }
  const units = votes.counted();
  return accepted.map(({ file, unit }) => (units.areThose(file.path, unit) ? file : asRead(file, units)));
}

/** Indented as most files of its kind: the inference process reads it so. */
function asRead({ path, body }: AcceptedFile, units: ReadingUnits): AcceptedFile {
  return acceptedFile(path, units.read({ path, text: body.toString('utf8') }));
}

/** Those that come first by a hash of their paths, as many as the limit allows, in the order given. */
function withinLimit(files: readonly FoundFile[], limit: number, leftOut: LeftOut): readonly FoundFile[] {
  let bytes = files.reduce((total, file) => total + file.bytes, 0);
  if (bytes <= limit) return files;
  const chosen = new Set(files);
  const byHash = files.map((file) => ({
    file,
    place: pathFraction(`learned of too much: ${pathInFolder(file.path)}`),
  }));
  for (const { file } of byHash.sort((a, b) => b.place - a.place)) {
    if (bytes <= limit) break;
    chosen.delete(file);
    leftOut.add('beyond', file.path);
    bytes -= file.bytes;
  }
  return files.filter((file) => chosen.has(file));
}

function acceptedFile(path: string, text: string): AcceptedFile {
  return { path, body: Buffer.from(text, 'utf8'), characters: countCharacters(text) };
}

/** Each text's first nine tenths to train on and its last tenth to measure with. */
function tailsOf(files: readonly AcceptedFile[]): { training: AcceptedFile[]; heldOut: AcceptedFile[] } {
  const parts = files.map(({ path, body }) => splitTail(body.toString('utf8')).map((text) => acceptedFile(path, text)));
  return {
    training: parts.flatMap(([head]) => head ?? []),
    heldOut: parts.flatMap(([, tail]) => (tail && tail.characters > 0 ? tail : [])),
  };
}

function split(
  files: AcceptedFile[],
  recorded: readonly string[] | undefined,
): { training: AcceptedFile[]; heldOut: AcceptedFile[] } {
  const recordedPaths = recorded && new Set(recorded);
  const heldOut = recordedPaths
    ? new Set(files.filter(({ path }) => recordedPaths.has(pathInFolder(path))))
    : heldOutOf(files);
  return {
    training: files.filter((file) => !heldOut.has(file)),
    heldOut: files.filter((file) => heldOut.has(file)),
  };
}

function vocabularyOf(files: readonly AcceptedFile[]): Vocabulary {
  const counts = new CharacterCounts();
  for (const { body } of files) counts.add(body.toString('utf8'));
  return Vocabulary.fromCounts(counts.toMap());
}

function grown(base: Vocabulary | undefined, own: Vocabulary): Vocabulary {
  return base === undefined ? own : base.grownBy(own.characters);
}

/** Each file's path, length in bytes and text, so that no two lists of files give the same bytes. */
function digestOf(files: readonly AcceptedFile[]): string {
  const hash = createHash('sha256');
  for (const { path, body } of files) hash.update(`${path}\0${body.length}\0`).update(body);
  return hash.digest('hex');
}

function sum(files: readonly AcceptedFile[]): number {
  return files.reduce((total, { characters }) => total + characters, 0);
}

function nothingToTrainOn(folder: string, leftOut: LeftOut): Failure {
  const found = leftOut.describe();
  return new Failure(
    'nothing-to-train-on',
    found === ''
      ? `${folder} is empty: name a folder that holds source code.`
      : `There is nothing to train on in ${folder}. Everything in it was left out: ${found}.`,
  );
}
