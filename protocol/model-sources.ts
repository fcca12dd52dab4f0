/**
 * Which files a model has read: kept beside the model, not in it, as their names are nobody's business to whom the model
 * is given. A line of JSON for the corpus, then one for each file.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import * as z from 'zod';

const headSchema = z.object({
  /** The corpus's digest as the model has it: another model's list says nothing. */
  corpus: z.string(),
});

const sourceSchema = z.object({
  /** Relative to the folder that was trained on, with forward slashes. */
  path: z.string(),
  /** Of its text, see {@link textDigest}. */
  digest: z.string(),
});

export type ModelSource = Readonly<z.infer<typeof sourceSchema>>;

/** A list that is larger is none of ours, bytes: it would hold a million files. */
const largestList = 256 * 2 ** 20;

/** Where the list of a model lies. */
export function sourcesPath(model: string): string {
  return `${model}.sources`;
}

/** By which a file is known again under another name. */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

export function encodeModelSources(corpus: string, sources: Iterable<ModelSource>): string {
  const lines = [JSON.stringify({ corpus })];
  for (const { path, digest } of sources) lines.push(JSON.stringify({ path, digest }));
  return `${lines.join('\n')}\n`;
}

/** The files that the model of a corpus has read; none where nobody knows. */
export async function readModelSources(model: string, corpus: string): Promise<readonly ModelSource[]> {
  try {
    const list = sourcesPath(model);
    const status = await stat(list);
    // A pipe is never opened: that would wait for whoever writes into it.
    if (!status.isFile() || status.size > largestList) return [];
    const [head, ...lines] = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '');
    if (headSchema.parse(JSON.parse(head ?? '')).corpus !== corpus) return [];
    return lines.map((line) => sourceSchema.parse(JSON.parse(line)));
  } catch {
    return [];
  }
}
