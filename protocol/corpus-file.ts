/** The code of a workspace as the inference process is given it: one file of the corpus a line, as JSON. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from './failure';

const fileSchema = z.object({
  /** Relative to the workspace, with forward slashes. */
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

/** @throws Failure `file-not-found` where there is none, `internal` where a line is none of its kind. */
export async function readCorpusFile(path: string): Promise<WorkspaceFile[]> {
  try {
    // Not by readline, which takes other characters for line ends too, such as U+2028.
    const lines = (await readFile(path, 'utf8')).split('\n');
    return lines.filter((line) => line !== '').map((line) => fileSchema.parse(JSON.parse(line)));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) {
      throw new Failure('file-not-found', `The code of the workspace cannot be read from ${path}.`, { cause });
    }
    throw new Failure('internal', `${path} is damaged: it is made anew at the next start.`, { cause });
  }
}
