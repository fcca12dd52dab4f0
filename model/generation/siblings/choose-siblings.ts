/**
 * Which files a new one follows: those near its path, with a name like its own, and of them those that have most in
 * common with the others, as what they all have the new one will have too.
 */
import type { CodeFile, Neighbour, Neighbours } from './neighbours';

export interface Siblings {
  /** The file that is followed. */
  readonly first: CodeFile;
  /** Others of its kind, the most similar first; without the first. */
  readonly others: readonly CodeFile[];
  /** Characters that a file here usually has. */
  readonly usualLength: number;
}

/** Files that are compared with each other. */
const compared = 16;
const weights = { near: 1, alike: 0.8, central: 1.2, size: 0.15 };

/**
 * @param like path of the file that is to be followed.
 * @returns undefined where no file is of the language.
 */
export function chooseSiblings(neighbours: Neighbours, like?: CodeFile): Siblings | undefined {
  const close = neighbours.all.slice(0, compared);
  if (close.length === 0) return like && { first: like, others: [], usualLength: like.text.length };
  const lines = new Map(close.map((file) => [file, linesThatTell(neighbours, file)]));
  const usualLength = median(close.filter(({ near }) => near === close[0]?.near).map(({ text }) => text.length));
  const scored = close
    .map((file) => ({ file, score: scoreOf(file, close, lines, usualLength) }))
    .sort((a, b) => b.score - a.score);
  const first = like ?? (scored[0] as { file: Neighbour }).file;
  const others = scored.map(({ file }) => file).filter(({ path }) => path !== first.path);
  return { first, others, usualLength };
}

function scoreOf(
  file: Neighbour,
  close: readonly Neighbour[],
  lines: ReadonlyMap<Neighbour, ReadonlySet<string>>,
  usualLength: number,
): number {
  let [central, total] = [0, 0];
  for (const other of close) {
    if (other === file) continue;
    const weight = other.near + other.alike;
    central += weight * inCommon(lines.get(file), lines.get(other));
    total += weight;
  }
  const size = Math.abs(Math.log(file.text.length / usualLength));
  return (
    weights.near * file.near +
    weights.alike * file.alike +
    weights.central * (total === 0 ? 0 : central / total) -
    weights.size * size
  );
}

/** Lines that hold a word. */
function linesThatTell(neighbours: Neighbours, file: CodeFile): ReadonlySet<string> {
  return new Set(neighbours.genericLines(file).filter((line) => /\w/.test(line)));
}

/** Dice coefficient. */
function inCommon(a: ReadonlySet<string> = new Set(), b: ReadonlySet<string> = new Set()): number {
  if (a.size + b.size === 0) return 0;
  let both = 0;
  for (const line of a) if (b.has(line)) both += 1;
  return (2 * both) / (a.size + b.size);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
