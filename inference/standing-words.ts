/**
 * Keeps what is gone from being suggested while the tables still hold it: no word is offered that stands neither in the
 * workspace's code as it is nor in the document at hand. A word is a run of letters, digits, `_` and `$`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

const word = /[\p{L}\p{N}_$]+/gu;
const endOfWord = /[\p{L}\p{N}_$]+$/u;
const startOfWord = /^[\p{L}\p{N}_$]+/u;
/** Code units of the cursor's line that a word may begin in. */
const longestBeginning = 200;
/** Code units that are read before others have their turn. */
const turnLength = 1 << 18;

export class StandingWords {
  private constructor(private readonly words: ReadonlySet<string>) {}

  /** Of the texts of the workspace, in turns: some 0.1 seconds a megabyte. */
  static async of(texts: Iterable<string>): Promise<StandingWords> {
    const words = new Set<string>();
    let read = 0;
    for (const text of texts) {
      for (const [found] of text.matchAll(word)) words.add(found);
      read += text.length;
      if (read < turnLength) continue;
      read = 0;
      await nextTurn();
    }
    return new StandingWords(words);
  }

  /**
   * Whether a suggestion at a place of a text has only words that stand somewhere. The word that goes on from what stands
   * before the cursor, or into what stands after it, counts with that.
   *
   * @param replaces code units after the place that the suggestion takes the place of.
   */
  allow(text: string, offset: number, suggestion: string, replaces = 0): boolean {
    const before = endOfWord.exec(text.slice(Math.max(0, offset - longestBeginning), offset))?.[0] ?? '';
    const after = startOfWord.exec(text.slice(offset + replaces, offset + replaces + longestBeginning))?.[0] ?? '';
    const whole = before + suggestion + after;
    for (const { 0: found, index } of whole.matchAll(word)) {
      // Unfinished where the suggestion ends: then some word begins so.
      const unfinished = index + found.length === whole.length && after === '';
      if (this.words.has(found) || standsIn(text, found)) continue;
      if (!(unfinished && this.#begins(found))) return false;
    }
    return true;
  }

  #begins(beginning: string): boolean {
    for (const known of this.words) if (known.startsWith(beginning)) return true;
    return false;
  }
}

function standsIn(text: string, sought: string): boolean {
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    if (!endOfWord.test(text.slice(Math.max(0, at - 1), at)) && !startOfWord.test(text.slice(at + sought.length))) {
      return true;
    }
  }
  return false;
}
