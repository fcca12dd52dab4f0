import { createHash } from 'node:crypto';
import { pathInFolder } from '@house-style/protocol/code-folder';
import { countCharacters } from './character-counts';

/** Part of all files that is held out of training (docs/metrics.md). */
const heldOutShare = 0.1;

/**
 * Whether a file is held out of training: whether the hash of its path falls in the lowest tenth. A pure function of
 * the path in its folder, so the split is the same on every machine and stays the same while files are edited.
 *
 * @param path name in the workspace, see `protocol/code-folder.ts`.
 */
export function isHeldOut(path: string): boolean {
  return pathFraction(pathInFolder(path)) < heldOutShare;
}

/** Largest part of a code base that is held out where chance holds out nothing of it. */
const mostHeldOut = 1 / 3;

/**
 * Which files are held out: a tenth of them, by {@link isHeldOut}. Of a few files that may be none or all. Where none
 * is, one is that is no more than a third of the code, nor less than half as large as most: of these the one with the
 * lowest hash. Where all are, none is, as there must be something to learn from.
 */
export function heldOutOf<File extends { readonly path: string; readonly characters: number }>(
  files: readonly File[],
): ReadonlySet<File> {
  const tenth = new Set(files.filter(({ path }) => isHeldOut(path)));
  if (tenth.size > 0) return tenth.size < files.length ? tenth : new Set();
  const all = files.reduce((sum, { characters }) => sum + characters, 0);
  const place = ({ path }: File): number => pathFraction(pathInFolder(path));
  const [lowest] = files
    .filter(({ characters }) => characters >= all / files.length / 2 && characters <= all * mostHeldOut)
    .sort((a, b) => place(a) - place(b));
  return new Set(lowest === undefined ? [] : [lowest]);
}

/** Where the hash of a path falls between 0 and 1. */
export function pathFraction(path: string): number {
  return createHash('sha256').update(path, 'utf8').digest().readUInt32BE(0) / 2 ** 32;
}

/** What to tell where nothing is held out. */
export function nothingHeldOut(files: number): string {
  if (files === 0) return 'There is nothing to learn from here.';
  if (files === 1) return 'There is one file alone, so the quality of the model is not measured.';
  return `The ${files} files are too few to hold one out, so the quality of the model is not measured.`;
}

/** What is held out to measure with: `files`, whole ones by their path; `tail`, the end of every text. */
export const splits = ['files', 'tail'] as const;

export type Split = (typeof splits)[number];

/** nanoGPT's split of its character corpus: the first 90 % of the characters, rounded down, and the rest. */
const tailShare = 0.1;

/** A text's part to train on and its end to measure with. */
export function splitTail(text: string): [head: string, tail: string] {
  let left = Math.floor(countCharacters(text) * (1 - tailShare));
  let at = 0;
  for (; left > 0; left--) at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return [text.slice(0, at), text.slice(at)];
}
