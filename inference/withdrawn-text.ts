/**
 * Keeps what was typed, learned and then taken back from being suggested. What tables have learned cannot be taken out of
 * them; so of every learned line is known where it stood, and a suggestion that would say it again, or a word of it that
 * stands nowhere any more, is not made.
 */
import type { Context } from '@house-style/model/predictor';
import type { OpenDocument } from './open-documents';

type Document = Pick<OpenDocument<Context>, 'path' | 'text'>;

/** Lines that are remembered, those learned last: what was learned longer ago is hardly ever taken back. */
const mostLines = 4000;
const word = /[\p{L}\p{N}_$]+/gu;
/** Shorter words stand somewhere, or are no loss. */
const shortestWord = 3;
/** Answers about the saved code that are remembered. */
const mostRemembered = 5000;
/** Code units of the cursor's line that matter. */
const longestBefore = 400;

interface LearnedLine {
  readonly text: string;
  /** Of its document. */
  readonly path: string;
  /** Whether it stood in the document when that was closed. */
  stoodAtEnd: boolean;
}

export class WithdrawnText {
  /** In the order in which they were learned, by document and text. */
  readonly #learned = new Map<string, LearnedLine>();
  /** The same by how they begin, and by how their words begin: a keystroke has no time to look at all of them. */
  readonly #byBeginning = new Map<string, Set<LearnedLine>>();
  readonly #byWord = new Map<string, Set<LearnedLine>>();
  /** What was asked of the saved code, which is long to look through. */
  readonly #inCode = new Map<string, boolean>();

  /**
   * @param standsInCode whether a text, such as a word, stands in the workspace's saved code.
   * @param documents those that are open.
   */
  constructor(
    private readonly standsInCode: (text: string) => boolean,
    private readonly documents: () => readonly Document[],
  ) {}

  /** To be told of each line that is learned from a document. */
  learned({ path }: Document, line: string): void {
    if (line.trim().length < shortestWord) return;
    const key = keyOf(path, line);
    this.#forget(key);
    const learned = { text: line, path, stoodAtEnd: true };
    this.#learned.set(key, learned);
    for (const [index, beginning] of this.#placesOf(learned)) {
      const lines = index.get(beginning) ?? new Set();
      index.set(beginning, lines.add(learned));
    }
    const [oldest] = this.#learned.keys();
    if (this.#learned.size > mostLines && oldest !== undefined) this.#forget(oldest);
  }

  /** To be told of each line of a file that is gone from it. */
  gone({ path }: Pick<Document, 'path'>, line: string): void {
    this.learned({ path, text: '' }, line);
    const learned = this.#learned.get(keyOf(path, line));
    if (learned !== undefined) learned.stoodAtEnd = false;
  }

  /** To be told of each document that is closed, as it stood then. */
  closed({ path, text }: Document): void {
    for (const line of this.#learned.values()) {
      if (line.path === path) line.stoodAtEnd = standsAsLine(text, line.text);
    }
  }

  /** Nothing is learned any more of what was. */
  clear(): void {
    for (const kept of [this.#learned, this.#byBeginning, this.#byWord, this.#inCode]) kept.clear();
  }

  /** Whether nothing was learned. */
  get isEmpty(): boolean {
    return this.#learned.size === 0;
  }

  /** Whether anything that was learned stands in its document no more: some milliseconds. */
  isAnyGone(): boolean {
    return [...this.#learned.values()].some((line) => !this.#standsInDocument(line));
  }

  /** To be told when the saved code is another. */
  codeChanged(): void {
    this.#inCode.clear();
  }

  /**
   * Whether a suggestion says nothing that was taken back.
   *
   * @param text of the document that it is for.
   * @param offset of the place that it is for, code units.
   * @param replaces code units after the place that it takes the place of.
   */
  allows(text: string, offset: number, suggestion: string, replaces = 0): boolean {
    if (this.#learned.size === 0) return true;
    const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
    const before = text.slice(Math.max(lineStart, offset - longestBefore), offset);
    const lineEnd = text.indexOf('\n', offset);
    const after = text.slice(offset + replaces, lineEnd < 0 ? text.length : Math.max(lineEnd, offset + replaces));
    const said = before + suggestion;
    return !this.#repeatsLine(said) && !this.#saysWord(said, before.length, after);
  }

  /** Whether a line that is gone would stand there again, or begin to. */
  #repeatsLine(said: string): boolean {
    for (const [index, line] of said
      .split('\n')
      .map((one) => one.trim())
      .entries()) {
      if (line.length < shortestWord) continue;
      for (const learned of this.#byBeginning.get(beginningOf(line)) ?? []) {
        const gone = learned.text.trim();
        if (!gone.startsWith(line) || this.#standsInDocument(learned)) continue;
        // Of several lines one that is said in part may be meant otherwise; the first is what the cursor stands in.
        if ((index > 0 && gone !== line) || this.#beginsElsewhere(line)) continue;
        return true;
      }
    }
    return false;
  }

  /** Whether a word of what is suggested was learned from lines that are gone, and stands nowhere. */
  #saysWord(said: string, from: number, after: string): boolean {
    const whole = said + (/^[\p{L}\p{N}_$]*/u.exec(after)?.[0] ?? '');
    for (const { 0: found, index } of whole.matchAll(word)) {
      const end = index + found.length;
      if (end <= from || found.length < shortestWord) continue;
      const unfinished = end === whole.length;
      const lines = this.#byWord.get(beginningOf(found));
      if (lines === undefined || this.#wordIsOpen(found, unfinished)) continue;
      const learned = [...lines].filter(({ text }) => holdsWord(text, found, unfinished));
      if (learned.length === 0 || learned.some((line) => this.#standsInDocument(line))) continue;
      if (!this.#standsInCode(found)) return true;
    }
    return false;
  }

  #standsInDocument({ text, path, stoodAtEnd }: LearnedLine): boolean {
    const open = this.documents().filter((document) => document.path === path);
    return open.length === 0 ? stoodAtEnd : open.some((document) => standsAsLine(document.text, text));
  }

  #wordIsOpen(sought: string, unfinished: boolean): boolean {
    return this.documents().some(({ text }) => holdsWord(text, sought, unfinished));
  }

  #beginsElsewhere(line: string): boolean {
    return this.documents().some(({ text }) => text.includes(line)) || this.#standsInCode(line);
  }

  #standsInCode(text: string): boolean {
    const known = this.#inCode.get(text);
    if (known !== undefined) return known;
    if (this.#inCode.size >= mostRemembered) this.#inCode.clear();
    const stands = this.standsInCode(text);
    this.#inCode.set(text, stands);
    return stands;
  }

  #forget(key: string): void {
    const line = this.#learned.get(key);
    if (line === undefined) return;
    this.#learned.delete(key);
    for (const [index, beginning] of this.#placesOf(line)) {
      const lines = index.get(beginning);
      lines?.delete(line);
      if (lines?.size === 0) index.delete(beginning);
    }
  }

  #placesOf({ text }: LearnedLine): (readonly [Map<string, Set<LearnedLine>>, string])[] {
    const words = text.match(word)?.filter((one) => one.length >= shortestWord) ?? [];
    return [
      [this.#byBeginning, beginningOf(text.trim())] as const,
      ...words.map((one) => [this.#byWord, beginningOf(one)] as const),
    ];
  }
}

function beginningOf(text: string): string {
  return text.slice(0, shortestWord);
}

function keyOf(path: string, line: string): string {
  return `${path}\n${line}`;
}

function standsAsLine(text: string, line: string): boolean {
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1)) {
    const end = at + line.length;
    if ((at === 0 || text[at - 1] === '\n') && (end === text.length || text[end] === '\n')) return true;
  }
  return false;
}

/** Whether a text has a word, or one that begins so. */
function holdsWord(text: string, sought: string, unfinished: boolean): boolean {
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    if (isWordEnd(text, at, -1) && (unfinished || isWordEnd(text, at + sought.length, 0))) return true;
  }
  return false;
}

/** Whether no word goes on at a place: before it, at -1, or after it, at 0. */
function isWordEnd(text: string, at: number, side: -1 | 0): boolean {
  return !/[\p{L}\p{N}_$]/u.test(text.charAt(at + side));
}
