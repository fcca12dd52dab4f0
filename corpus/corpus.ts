/**
 * The corpus: the files of a folder that its people wrote, as tokens, split into what is trained on and what is held
 * out to measure with.
 */
import { createHash } from 'node:crypto';
import { Failure } from '@house-style/protocol/failure';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { CharacterCounts, countCharacters } from './character-counts';
import { decodeText } from './decode-text';
import { discover, type FoundFile, singleFile } from './discover';
import { isGenerated, isMinified } from './generated';
import { LeftOut, type LeftOutRule } from './left-out';
import { NearDuplicates } from './near-duplicates';
import { readRegularFile } from './regular-file';
import { findSecrets, isCredentialsFile, maskSecrets } from './secrets';
import { isHeldOut, type Split, splitTail } from './split';

/**
 * Larger files are left out unless asked for. People keep what they write far below it (a megabyte is some 30,000
 * lines); above it come amalgamations, tables and parsers that a program wrote, and one of them would outweigh a whole
 * project. Not one megabyte, because plain text to train on (a book, the usual Shakespeare file) is a little larger.
 */
export const defaultMaximumFileBytes = 2 * 1024 * 1024;

/**
 * Characters of training text below which a training is refused: a page of code, too little for a network to learn more
 * than which letters are frequent.
 */
export const defaultMinimumCharacters = 1000;

export interface CorpusOptions {
  /** Glob patterns of further files and folders to leave out, relative to the folder, as in `files.exclude`. */
  readonly exclude?: readonly string[];
  readonly maximumFileBytes?: number;
  /** Fewer characters of training text are refused. Give 0 to measure rather than to train. */
  readonly minimumCharacters?: number;
  /** The vocabulary of a model that exists; by default one is made from the training text. */
  readonly vocabulary?: Vocabulary;
  /** A vocabulary whose characters keep their tokens; those that occur often enough here are added behind them. */
  readonly grownFrom?: Vocabulary;
  /** What is held out: whole files, the default, or the last tenth of every file's text. */
  readonly split?: Split;
  /** Paths held out, as a model recorded them; by default the lowest tenth by hash (see {@link isHeldOut}). */
  readonly heldOutPaths?: readonly string[];
  /** Whether upper-case letters are read as lower-case ones, as some published trainings do. */
  readonly lowerCase?: boolean;
  /** Called with every folder and file that is looked at, as a sign of life. */
  readonly onProgress?: () => void;
}

export interface CorpusFile {
  /** Relative to the corpus folder, with forward slashes. */
  readonly path: string;
  /** Start of path, path, start of body, body, end of file: one byte a token. */
  readonly tokens: Uint8Array;
  /** Characters (Unicode code points) of the body. */
  readonly characters: number;
}

export interface Corpus {
  readonly vocabulary: Vocabulary;
  /** Sorted by path, in code unit order. */
  readonly training: readonly CorpusFile[];
  /** Sorted by path, in code unit order. */
  readonly heldOut: readonly CorpusFile[];
  /** Characters of all training bodies. */
  readonly characters: number;
  /** Characters of all held-out bodies. */
  readonly heldOutCharacters: number;
  /** SHA-256 over the paths and contents of all files, training and held out, in path order; hex. */
  readonly digest: string;
  /** How many files each rule left out. */
  readonly leftOut: Readonly<Record<string, number>>;
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
  readonly body: Buffer;
  readonly characters: number;
}

/** Files that are read ahead while one is looked at. */
const filesAhead = 16;

/**
 * Reads a folder of code, or with the split `tail` perhaps a single text. Files are looked at in path order, so that equal folders give equal corpora. Time and memory
 * are linear in their size: a byte a token when done, and one more a character on the way.
 *
 * Where every file would be held out, none is: measuring needs something to train on.
 *
 * @throws Failure `folder-not-found`, `folder-unreadable`, `nothing-to-train-on`, `corpus-too-small`, `interrupted`.
 */
export async function loadCorpus(folder: string, options: CorpusOptions = {}, signal?: AbortSignal): Promise<Corpus> {
  const leftOut = new LeftOut();
  const accepted = await acceptFiles(folder, options, leftOut, signal);
  const { training, heldOut } = options.split === 'tail' ? tailsOf(accepted) : split(accepted, options.heldOutPaths);
  const characters = sum(training);
  const heldOutCharacters = sum(heldOut);
  const minimum = options.minimumCharacters ?? defaultMinimumCharacters;
  if (training.length === 0 && minimum > 0) throw nothingToTrainOn(folder, leftOut);
  if (characters < minimum) {
    throw new Failure(
      'corpus-too-small',
      `${folder} holds ${characters} characters to train on, and training needs at least ${minimum}: add files or name a larger folder.`,
    );
  }

  const vocabulary = options.vocabulary ?? grown(options.grownFrom, vocabularyOf(training));
  const encode = ({ path, body, characters }: AcceptedFile): CorpusFile => {
    stopIfAborted(signal);
    options.onProgress?.();
    return { path, tokens: vocabulary.encodeFile(path, body.toString('utf8')), characters };
  };
  return {
    vocabulary,
    training: training.map(encode),
    heldOut: heldOut.map(encode),
    characters,
    heldOutCharacters,
    digest: digestOf(accepted),
    leftOut: leftOut.counts,
    secrets: leftOut.secrets,
    secretsMasked: leftOut.masked,
    notices: [...leftOut.notices, ...(heldOut.length > 0 ? [] : [nothingHeldOut(accepted.length)])],
  };
}

/** Finds and reads the files that go in, sorted by path; counts those that do not. */
async function acceptFiles(
  folder: string,
  options: CorpusOptions,
  leftOut: LeftOut,
  signal: AbortSignal | undefined,
): Promise<AcceptedFile[]> {
  const { exclude = [], maximumFileBytes = defaultMaximumFileBytes, lowerCase = false, onProgress } = options;
  const single = options.split === 'tail' ? await singleFile(folder) : undefined;
  const rules = { exclude, maximumFileBytes, ...(onProgress && { onProgress }) };
  const found = single ?? (await discover(folder, rules, leftOut, signal));
  const nearDuplicates = new NearDuplicates();
  const accepted: AcceptedFile[] = [];
  for await (const { path, bytes } of contents(found, single ? Infinity : maximumFileBytes)) {
    stopIfAborted(signal);
    onProgress?.();
    const verdict = await judge(path, bytes, nearDuplicates);
    if (verdict.kind === 'left-out') leftOut.add(verdict.rule, path);
    else {
      leftOut.addMasked(verdict.secrets);
      accepted.push(acceptedFile(path, lowerCase ? verdict.text.toLowerCase() : verdict.text));
    }
  }
  return accepted;
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

/** The bytes of each file in turn, or the rule by which it is left out after all. */
async function* contents(
  files: readonly FoundFile[],
  maximumBytes: number,
): AsyncGenerator<{ path: string; bytes: Buffer | LeftOutRule }> {
  const read = (file: FoundFile | undefined) => file && readRegularFile(file.absolutePath, maximumBytes);
  const ahead = files.slice(0, filesAhead).map(read);
  for (const [index, { path }] of files.entries()) {
    const content = (await ahead.shift()) ?? 'missing';
    ahead.push(read(files[index + filesAhead]));
    yield { path, bytes: typeof content === 'string' ? leftOutAs[content] : content };
  }
}

const leftOutAs = {
  missing: 'unreadable',
  unreadable: 'unreadable',
  'no-file': 'link',
  'too-large': 'too-large',
} as const;

type Verdict =
  | { readonly kind: 'accepted'; readonly text: string; readonly secrets: number }
  | { readonly kind: 'left-out'; readonly rule: LeftOutRule };

async function judge(path: string, bytes: Buffer | LeftOutRule, nearDuplicates: NearDuplicates): Promise<Verdict> {
  if (typeof bytes === 'string') return { kind: 'left-out', rule: bytes };
  const text = decodeText(bytes);
  if (text === undefined) return { kind: 'left-out', rule: 'binary' };
  if (text.trim() === '') return { kind: 'left-out', rule: 'empty' };
  if (isGenerated(text)) return { kind: 'left-out', rule: 'generated' };
  if (isMinified(path, text)) return { kind: 'left-out', rule: 'minified' };
  const secrets = await findSecrets(path, text);
  if (isCredentialsFile(text, secrets)) return { kind: 'left-out', rule: 'secret' };
  const masked = maskSecrets(text, secrets);
  if (nearDuplicates.fold(path, masked) !== undefined) return { kind: 'left-out', rule: 'near-duplicate' };
  return { kind: 'accepted', text: masked, secrets: secrets.length };
}

function split(
  files: readonly AcceptedFile[],
  recorded: readonly string[] | undefined,
): { training: readonly AcceptedFile[]; heldOut: readonly AcceptedFile[] } {
  const recordedPaths = recorded && new Set(recorded);
  const isOut = ({ path }: AcceptedFile) => recordedPaths?.has(path) ?? isHeldOut(path);
  const training = files.filter((file) => !isOut(file));
  if (training.length === 0 && recorded === undefined) return { training: files, heldOut: [] };
  return { training, heldOut: files.filter(isOut) };
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

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Failure('interrupted', 'Reading the code was interrupted.');
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

function nothingHeldOut(files: number): string {
  return `None of the ${files} files falls into the tenth that is held out, so the quality of the model is not measured.`;
}
