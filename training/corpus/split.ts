import { createHash } from 'node:crypto';

/** Part of all files that is held out of training (docs/metrics.md). */
const heldOutShare = 0.1;

/**
 * Whether a file is held out of training: whether the hash of its path falls in the lowest tenth. A pure function of
 * the path, so the split is the same on every machine and stays the same while files are edited.
 *
 * @param path workspace-relative, with forward slashes.
 */
export function isHeldOut(path: string): boolean {
  return pathFraction(path) < heldOutShare;
}

/** Where the hash of a path falls between 0 and 1. */
export function pathFraction(path: string): number {
  return createHash('sha256').update(path, 'utf8').digest().readUInt32BE(0) / 2 ** 32;
}
