/** Finds what of a text stands letter by letter in the files of a workspace. */
import type { CodeFile } from '../siblings/neighbours';

/** A stretch that a file has too; it cannot be made longer at either end. */
export interface VerbatimRun {
  /** In the text, code units. */
  readonly start: number;
  readonly length: number;
  /** Of the file that has it. */
  readonly path: string;
}

/** Code units that are looked up, at every so many places of the files: runs of 23 and more are found wherever they stand. */
const seed = 16;
const stride = 8;
/** Places that are tried where a stretch stands in many. */
const mostPlaces = 24;

export class VerbatimIndex {
  readonly #places = new Map<number, number[]>();
  /** Beginnings of the files in the order of `files`, as places of all of them together. */
  readonly #starts: number[] = [];

  constructor(private readonly files: readonly CodeFile[]) {
    let start = 0;
    for (const { text } of files) {
      this.#starts.push(start);
      for (let at = 0; at + seed <= text.length; at += stride) {
        const hash = hashAt(text, at);
        const places = this.#places.get(hash);
        if (places === undefined) this.#places.set(hash, [start + at]);
        else if (places.length < mostPlaces) places.push(start + at);
      }
      start += text.length + 1;
    }
  }

  /** The longest run at each stretch of the text, in order; none lies within another. */
  runsIn(text: string): VerbatimRun[] {
    const runs: VerbatimRun[] = [];
    for (let at = 0; at + seed <= text.length; at++) {
      const before = runs.at(-1);
      let longest: VerbatimRun | undefined;
      for (const place of this.#places.get(hashAt(text, at)) ?? []) {
        const run = this.#runAt(text, at, place);
        if (run !== undefined && run.length > (longest?.length ?? 0)) longest = run;
      }
      if (longest === undefined) continue;
      const end = longest.start + longest.length;
      if (before !== undefined && end <= before.start + before.length) continue;
      if (before !== undefined && longest.start <= before.start) runs.pop();
      runs.push(longest);
    }
    return runs;
  }

  #runAt(text: string, at: number, place: number): VerbatimRun | undefined {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= place) low = middle;
      else high = middle - 1;
    }
    const file = this.files[low] as CodeFile;
    const there = place - (this.#starts[low] as number);
    if (file.text.slice(there, there + seed) !== text.slice(at, at + seed)) return undefined;
    let [back, on] = [0, seed];
    while (at > back && there > back && text[at - back - 1] === file.text[there - back - 1]) back += 1;
    while (at + on < text.length && there + on < file.text.length && text[at + on] === file.text[there + on]) on += 1;
    return { start: at - back, length: back + on, path: file.path };
  }
}

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let index = at; index < at + seed; index++) hash = (Math.imul(hash, 1_000_003) + text.charCodeAt(index)) | 0;
  return hash;
}
