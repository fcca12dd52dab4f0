import path from 'node:path';
import type { Predictions } from '../predictions';
import type { Replay, ShownSuggestion } from '../replay';

/** What a part of the held-out text cost. */
export interface Part {
  readonly name: string;
  readonly characters: number;
  readonly bitsPerCharacter: number;
}

/** By the extension of the file's name, that with the most text first. */
export function byType(predictions: readonly Predictions[]): Part[] {
  const sums = new Sums();
  for (const file of predictions) {
    const type = path.posix.extname(file.path) || path.posix.basename(file.path);
    for (const bits of file.bits) sums.add(type, bits);
  }
  return sums.parts().sort((a, b) => b.characters - a.characters);
}

/** Where the first stretch of a file ends, characters; each one after ends twice as far. */
const firstStretch = 125;

/** By how far into its file a character stands: what a model learns while it reads the file shows here. */
export function byPosition(predictions: readonly Predictions[]): Part[] {
  const sums = new Sums();
  for (const file of predictions) {
    for (const [index, bits] of file.bits.entries()) {
      const doublings = Math.max(0, Math.ceil(Math.log2((index + 1) / firstStretch)));
      sums.add(String(firstStretch * 2 ** doublings), bits);
    }
  }
  return sums
    .parts()
    .sort((a, b) => Number(a.name) - Number(b.name))
    .map((part) => ({ ...part, name: `to ${Number(part.name).toLocaleString('en')}` }));
}

class Sums {
  readonly #sums = new Map<string, { characters: number; bits: number }>();

  add(name: string, bits: number): void {
    const sum = this.#sums.get(name) ?? { characters: 0, bits: 0 };
    sum.characters += 1;
    sum.bits += bits;
    this.#sums.set(name, sum);
  }

  parts(): Part[] {
    return [...this.#sums].map(([name, { characters, bits }]) => ({
      name,
      characters,
      bitsPerCharacter: bits / characters,
    }));
  }
}

export interface CostlyLine {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly bits: number;
}

/** The lines that were least expected, all their characters together. */
export function costliestLines(predictions: readonly Predictions[], most: number): CostlyLine[] {
  const lines = predictions.flatMap((file) => {
    const ends = [...file.text.entries()].flatMap(([index, character]) => (character === '\n' ? [index + 1] : []));
    return [0, ...ends].map((start, line): CostlyLine => {
      const end = ends[line] ?? file.text.length;
      return {
        path: file.path,
        line: line + 1,
        text: file.text.slice(start, end).join('').trimEnd(),
        bits: file.bits.subarray(start, end).reduce((sum, bits) => sum + bits, 0),
      };
    });
  });
  const written = lines.filter(({ text }) => text !== '');
  return written.sort((a, b) => b.bits - a.bits).slice(0, most);
}

export interface Miss extends ShownSuggestion {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** The line up to the cursor. */
  readonly before: string;
  /** What the file has where the suggestion would have stood, as long as it. */
  readonly came: string;
}

/** The suggestions that were wrong although the model was surest of them. */
export function worstMisses(replays: readonly Replay[], textOf: ReadonlyMap<string, string>, most: number): Miss[] {
  const misses = replays.flatMap(({ path: file, shown }) => {
    const text = textOf.get(file) ?? '';
    return shown
      .filter(({ accepted }) => !accepted)
      .map((suggestion): Miss => {
        const { offset } = suggestion;
        const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
        const line = text.slice(0, lineStart).split('\n').length;
        const came = text.slice(offset, offset + suggestion.text.length);
        return { ...suggestion, path: file, line, before: text.slice(lineStart, offset).trimStart(), came };
      });
  });
  return misses.sort((a, b) => b.confidence - a.confidence).slice(0, most);
}
