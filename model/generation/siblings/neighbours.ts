/** The files that stand near a path and are of its language, with what they have in common. */
import { carryOver } from '../names/carry-over';
import { fileNameOf, subjectOf, type FileName } from '../names/file-name';
import { wordsOf } from '../names/words';
import { declaredAtTop, identifiersIn } from './declarations';

/** A file of the workspace. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

/** No more files than this are compared, the nearest ones. */
const mostNeighbours = 240;
/** A name in so few of the files belongs to them, whatever else it might mean. */
const ownShare = 0.03;
/** Stands in lines that are compared for what a file is about. */
const anybody = 'qqAnySubject';

export interface Neighbour extends CodeFile {
  readonly name: FileName;
  /** 0 to 1: how near it stands to the path, by folders. */
  readonly near: number;
  /** 0 to 1: how much its name is like the path's. */
  readonly alike: number;
}

export class Neighbours {
  readonly all: readonly Neighbour[];
  readonly #files = new Map<string, number>();
  /** What the files are about. */
  readonly #subjects: ReadonlySet<string>;
  readonly #generic = new Map<string, readonly string[]>();

  /** @param files of the workspace, without the one at the path. */
  constructor(
    readonly path: string,
    files: readonly CodeFile[],
  ) {
    const name = fileNameOf(path);
    this.all = files
      .filter((file) => file.path !== path && file.text.trim() !== '')
      .map((file) => ({ ...file, name: fileNameOf(file.path) }))
      .filter((file) => file.name.extension === name.extension)
      .map((file) => ({ ...file, near: nearness(name.folder, file.name.folder), alike: likeness(path, file.path) }))
      .sort((a, b) => b.near + b.alike - (a.near + a.alike) || (a.path < b.path ? -1 : 1))
      .slice(0, mostNeighbours);
    this.#subjects = new Set(this.all.map((file) => wordsOf(subjectOf(file.path)).join(' ')));
    for (const { text } of this.all) {
      for (const identifier of new Set(identifiersIn(text))) {
        this.#files.set(identifier, (this.#files.get(identifier) ?? 0) + 1);
      }
    }
  }

  /** In how many of the files a name stands. */
  filesWith(identifier: string): number {
    return this.#files.get(identifier) ?? 0;
  }

  /** Whether a name belongs to this one file. */
  ownsIn(file: CodeFile): (identifier: string) => boolean {
    const declared = declaredAtTop(file.text);
    const few = Math.max(2, ownShare * this.all.length);
    return (identifier) =>
      declared.has(identifier) ||
      (this.filesWith(identifier) <= few && !this.#subjects.has(wordsOf(identifier).join(' ')));
  }

  /** A file's text as one with another name. */
  renamed(file: CodeFile, path: string): string {
    return carryOver(file.text, { from: subjectOf(file.path), to: subjectOf(path), isOwn: this.ownsIn(file) });
  }

  /** A file's lines without indentation, with its own name taken out: equal where two files say the same. */
  genericLines(file: CodeFile): readonly string[] {
    const known = this.#generic.get(file.path);
    if (known !== undefined) return known;
    const text = carryOver(file.text, { from: subjectOf(file.path), to: anybody, isOwn: this.ownsIn(file) });
    const lines = text.split('\n').map((line) => line.trim());
    this.#generic.set(file.path, lines);
    return lines;
  }
}

function nearness(from: readonly string[], to: readonly string[]): number {
  let common = 0;
  while (common < from.length && from[common] === to[common]) common += 1;
  const steps = from.length + to.length - 2 * common;
  const twins = steps > 0 && from.length > 0 && from.at(-1) === to.at(-1) ? 0.15 : 0;
  return Math.min(1, 1 / (1 + 0.5 * steps) + twins);
}

function likeness(path: string, other: string): number {
  const [a, b] = [fileNameOf(path), fileNameOf(other)];
  const [wordsA, wordsB] = [wordsOf(subjectOf(path)), wordsOf(subjectOf(other))];
  let front = 0;
  while (front < Math.min(wordsA.length, wordsB.length) && wordsA[front] === wordsB[front]) front += 1;
  let back = 0;
  const rest = Math.min(wordsA.length, wordsB.length) - front;
  while (back < rest && wordsA.at(-1 - back) === wordsB.at(-1 - back)) back += 1;
  const words = (front + back) / Math.max(1, wordsA.length, wordsB.length);
  const shape = style(a.stem) === style(b.stem) ? 0.1 : 0;
  return Math.min(1, 0.6 * words + (a.kind === b.kind ? 0.3 : 0) + shape);
}

function style(stem: string): string {
  return stem.includes('-') ? 'kebab' : stem.includes('_') ? 'snake' : /^[A-Z]/.test(stem) ? 'pascal' : 'camel';
}
