/** Which files of a corpus that is too large are learned: those near what is being worked on, then those edited last. */
import { Nearness } from './nearness';

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
  limit: number,
): Sample<F> {
  const total = files.reduce((sum, { tokens }) => sum + tokens, 0);
  if (total <= limit) return { kept: files, leftOut: 0 };
  const kept = new Set<F>();
  let room = limit;
  for (const file of nearestFirst(files, near)) {
    if (file.tokens > room) continue;
    kept.add(file);
    room -= file.tokens;
  }
  return { kept: files.filter((file) => kept.has(file)), leftOut: files.length - kept.size };
}

/** Nearest first; of equally near ones, and where nothing is being worked on, the last modified first. */
export function nearestFirst<F extends { readonly path: string; readonly modified: number }>(
  files: readonly F[],
  near: readonly string[],
): F[] {
  const nearness = new Nearness(near);
  return files
    .map((file) => ({ file, distance: near.length === 0 ? 0 : nearness.ofFile(file.path) }))
    .sort((a, b) => a.distance - b.distance || b.file.modified - a.file.modified)
    .map(({ file }) => file);
}
