/** Which files of a corpus that is too large are learned: those near what is being worked on, then those edited last. */

/** Tokens of text beyond which a corpus is sampled: a byte each. */
export const corpusLimit = 64 * 1024 * 1024;

export interface SampledFile {
  /** Relative to the corpus folder, with forward slashes. */
  readonly path: string;
  readonly tokens: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

export interface Sample<F extends SampledFile> {
  /** In the order given. */
  readonly kept: readonly F[];
  readonly leftOut: number;
}

/**
 * Keeps as many files as fit a limit: nearest first, by the folders between them and the nearest file that is being
 * worked on; of equally near ones, the last modified first. A file too large for what is left is passed over.
 *
 * @param near paths of files that are being worked on.
 */
export function sampleFiles<F extends SampledFile>(
  files: readonly F[],
  near: readonly string[],
  limit = corpusLimit,
): Sample<F> {
  const total = files.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= limit) return { kept: files, leftOut: 0 };
  const ranked = files
    .map((file) => ({ file, distance: Math.min(...near.map((path) => foldersBetween(path, file.path)), Infinity) }))
    .sort((a, b) => compare(a.distance, b.distance) || b.file.modified - a.file.modified);
  const kept = new Set<F>();
  let room = limit;
  for (const { file } of ranked) {
    if (file.tokens > room) continue;
    kept.add(file);
    room -= file.tokens;
  }
  return { kept: files.filter((file) => kept.has(file)), leftOut: files.length - kept.size };
}

/** Steps up and down from one file's folder to another's. */
function foldersBetween(from: string, to: string): number {
  const left = from.split('/').slice(0, -1);
  const right = to.split('/').slice(0, -1);
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  return left.length + right.length - 2 * shared;
}

/** As subtraction, but equal infinities are equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
