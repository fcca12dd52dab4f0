/**
 * Writes a whole file as it would stand at a path: along the file of the workspace that is most like it, by whatever
 * predicts, and says what it followed and how much of it is copied.
 */
import { Failure } from '@house-style/protocol/failure';
import type { EndOfText, GeneratedFile } from '@house-style/protocol/generated-file';
import { settings } from '@house-style/protocol/settings';
import type { Context, Predictor } from '../predictor';
import { Grammar } from '../syntax/grammars';
import { copyingIn } from './copying/copying-report';
import { VerbatimIndex } from './copying/verbatim-index';
import { tidyImports } from './imports/tidy-imports';
import { WorkspaceExports } from './imports/workspace-exports';
import { fileNameOf } from './names/file-name';
import { randomNumbers } from './random';
import { chooseSiblings } from './siblings/choose-siblings';
import { type CodeFile, Neighbours } from './siblings/neighbours';
import { afterPrompt } from './skeleton/after-prompt';
import { skeletonOf } from './skeleton/skeleton';
import { languageOf } from '../structure/languages';
import { FileWriter } from './writing/file-writer';

export interface GenerationOptions {
  /** In the workspace, forward slashes; it decides what is followed. */
  readonly path: string;
  /** What the file begins with; it stays as it is. */
  readonly prompt?: string;
  /** Path of a file to follow in place of the most similar one. */
  readonly like?: string;
  /** 0 to 1: how much of the file that is followed stays. */
  readonly faithful: number;
  /** The same seed, model, workspace and options give the same text. A whole number. */
  readonly seed: number;
  readonly maximumCharacters: number;
  /** Of a stretch that stands letter by letter in a file of the workspace; as long as it comes where not given. */
  readonly maximumVerbatim?: number;
  /** Whether what is written is checked against the grammar of its language; it is where not said. */
  readonly checked?: boolean;
  readonly signal?: AbortSignal;
}

/** Lines of the file that is followed stand, unless they would copy more than they may. */
export const defaultFaithful = settings['generation.faithful'].default;

/** Characters; more would not fit in what a network looks back at anyway. */
const longestPrompt = 20_000;
/** Code units of files that copies are looked for in, the nearest first. */
const mostSearched = 24_000_000;

/**
 * @param files of the workspace; none where the predictor knows what it knows of its own.
 * @returns stretches of whole lines as they are decided; then the file, whose text is what counts.
 * @throws Failure `usage`, `path-taken`, `prompt-too-long`, `file-not-found` for options outside their range.
 */
export async function* generateFile<C extends Context>(
  predictor: Predictor<C>,
  files: readonly CodeFile[],
  options: GenerationOptions,
): AsyncGenerator<string, GeneratedFile, undefined> {
  checkOptions(options, files);
  const { path, prompt = '', like, faithful, seed, maximumCharacters, maximumVerbatim = Infinity } = options;
  const { signal, checked = true } = options;
  const { vocabulary } = predictor;
  const neighbours = new Neighbours(path, files);
  const siblings = chooseSiblings(
    neighbours,
    files.find((file) => file.path === like),
  );
  const verbatim = new VerbatimIndex(searched(neighbours, files));
  const language = languageOf(fileNameOf(path).extension);
  let text = prompt === '' || prompt.endsWith('\n') ? prompt : `${prompt}\n`;
  const given = text.length;
  let end: EndOfText = 'cancelled';
  const syntax = checked ? await Grammar.of(path) : undefined;
  try {
    if (text !== '') yield text;
    const header = await predictor.read(predictor.start(), vocabulary.encodeHeader(path), signal);
    const start = { text, context: await predictor.read(header, vocabulary.encode(text), signal) };
    const random = randomNumbers(seed);
    const writer = new FileWriter(predictor, neighbours, verbatim, {
      faithful,
      random,
      maximumCharacters,
      maximumVerbatim,
      syntax,
      signal,
    });
    const pieces =
      siblings === undefined
        ? writer.freely(language, start)
        : writer.along(
            afterPrompt(
              skeletonOf(neighbours, siblings, path, { faithful, room: maximumCharacters - given }),
              text,
              (whole) => syntax?.errorsIn(whole) ?? 0,
            ),
            start,
          );
    for (;;) {
      const piece = await pieces.next();
      if (piece.done) {
        end = piece.value;
        break;
      }
      text += piece.value;
      yield piece.value;
    }
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  } finally {
    syntax?.dispose();
  }
  if (end !== 'cancelled') {
    const [followed, exports] = [siblings?.first, new WorkspaceExports(files)];
    text = tidyImports(text, { path, followed, around: neighbours.all, exports, given });
  }
  return { text, end, follows: siblings?.first.path ?? null, copying: copyingIn(text, verbatim) };
}

function checkOptions(
  { path, prompt = '', like, faithful, seed, maximumCharacters }: GenerationOptions,
  files: readonly CodeFile[],
): void {
  if (path.trim() === '' || path.endsWith('/')) {
    throw new Failure('usage', 'The path must say where the file would stand: --path src/parsers/csv.ts.');
  }
  if (path.split('/').includes('..') || path.startsWith('/')) {
    throw new Failure('path-outside-folder', `${path} lies outside the folder: give a path within it.`);
  }
  if (files.some((file) => file.path === path)) {
    throw new Failure('path-taken', `There is a file ${path} already: give the path of one that does not exist.`);
  }
  if (like !== undefined && !files.some((file) => file.path === like)) {
    throw new Failure('file-not-found', `There is no file ${like} among the code: name one by its path in the folder.`);
  }
  if (prompt.length > longestPrompt) {
    throw new Failure(
      'prompt-too-long',
      `What the file begins with has ${prompt.length} characters, and at most ${longestPrompt} are read: shorten it.`,
    );
  }
  if (!(faithful >= 0 && faithful <= 1)) {
    throw new Failure('usage', `How faithful the file is must lie between 0 and 1, not at ${faithful}.`);
  }
  if (!Number.isSafeInteger(seed)) throw new Failure('usage', `The seed must be a whole number, not ${seed}.`);
  if (!(Number.isSafeInteger(maximumCharacters) && maximumCharacters >= 0)) {
    throw new Failure('usage', `The maximum of characters must be a whole number from 0, not ${maximumCharacters}.`);
  }
}

/** The nearest files first, as many as can be searched. */
function searched(neighbours: Neighbours, files: readonly CodeFile[]): readonly CodeFile[] {
  const near = new Set(neighbours.all.map(({ path }) => path));
  const chosen: CodeFile[] = [];
  let left = mostSearched;
  for (const file of [...neighbours.all, ...files.filter(({ path }) => !near.has(path))]) {
    left -= file.text.length;
    if (left < 0) break;
    chosen.push(file);
  }
  return chosen;
}
