/** The code of a workspace as the inference process is given it: one file of the corpus a line, as JSON. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { pathInFolder } from './code-folder';
import { Failure } from './failure';

const fileSchema = z.object({
  /** Its name in the workspace, see `code-folder.ts`. */
  path: z.string(),
  text: z.string(),
  /** Whether trainings leave it out, to measure with. */
  heldOut: z.boolean(),
  /** When it was last changed, milliseconds since the epoch. */
  modified: z.number(),
});

export type WorkspaceFile = Readonly<z.infer<typeof fileSchema>>;

/** One line of the file, its end included. */
export function corpusLine({ path, text, heldOut, modified }: WorkspaceFile): string {
  return `${JSON.stringify({ path, text, heldOut, modified })}\n`;
}

/**
 * Characters of a workspace's code that are learned, and so the most that the file holds for the inference process: some
 * 25 seconds of learning each million; the tables hold no more.
 */
export const learningLimit = 8e6;

/** Characters of the longest line: a file of the largest size that is learned, with every character escaped. */
const longestLine = 16 * 2 ** 20;

/**
 * Reads the file line by line, in the order in which it is learned, see {@link inLearningOrder}.
 *
 * @param limit characters of text beyond which no more is read.
 * @throws Failure `file-not-found` where there is none, `internal` where a line is none of its kind.
 */
export async function readCorpusFile(path: string, limit = 2 * learningLimit): Promise<WorkspaceFile[]> {
  const files: WorkspaceFile[] = [];
  let characters = 0;
  try {
    for await (const line of linesOf(path)) {
      const file = fileSchema.parse(JSON.parse(line));
      characters += file.text.length;
      if (characters > limit) break;
      files.push(file);
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) {
      throw new Failure('file-not-found', `The code of the workspace cannot be read from ${path}.`, { cause });
    }
    throw new Failure('internal', `${path} is damaged: it is made anew at the next start.`, { cause });
  }
  return inLearningOrder(files);
}

/**
 * What is trained on before what is held out, each by path in its folder; what is called the same in several folders as
 * it comes.
 */
export function inLearningOrder<F extends Pick<WorkspaceFile, 'path' | 'heldOut'>>(files: readonly F[]): F[] {
  const sorted = files.map((file) => ({ file, path: pathInFolder(file.path) }));
  sorted.sort((a, b) => {
    if (a.file.heldOut !== b.file.heldOut) return a.file.heldOut ? 1 : -1;
    return a.path === b.path ? 0 : a.path < b.path ? -1 : 1;
  });
  return sorted.map(({ file }) => file);
}

/** Not by readline, which takes other characters for line ends too, such as U+2028, and has no longest line. */
async function* linesOf(path: string): AsyncGenerator<string> {
  // A pipe is never opened: that would wait for whoever writes into it.
  if (!(await stat(path)).isFile()) throw new Error('It is not a file.');
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error('A line is longer than any that was written.');
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
