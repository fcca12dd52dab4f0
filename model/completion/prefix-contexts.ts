/**
 * What a predictor knows at places in an open document, kept so that a keystroke costs only the characters that it
 * changed.
 *
 * Contexts are kept at line ends all through the document, and after every character of the line being edited. A
 * context depends on everything before it and on nothing after, so an edit drops those behind it and no other.
 *
 * A place far from any kept context is reached from the file's header and a window of the text right before it, which
 * bounds the time to a first suggestion however long the file is. {@link PrefixContexts.warm} later reads the text
 * between in idle time, and the contexts it finds replace those from the window.
 */
import type { Context, Predictor } from '../predictor';
import { edited, type Edit } from '@house-style/protocol/edit';

export interface PrefixLimits {
  /** Text read before a place that no kept context is near to, code units, each a token as a rule. */
  readonly window: number;
  /** Memory for kept contexts, bytes. */
  readonly memory: number;
}

/** Code units of a line, the last before the cursor, after each of which a context is kept: about a screen's width. */
const editedLineLength = 160;
/** Code units that {@link PrefixContexts.warm} reads before it lets somebody else go first. */
const warmingStep = 256;
/** Beyond this much text before the cursor, a state from the start differs too little from one of the window. */
const warmingLimit = 200_000;

interface Kept<C> {
  /** Place in the document, code units; the context has read everything from `from` to here. */
  readonly offset: number;
  /** Where its text starts: 0, or later where it was reached through a window. */
  readonly from: number;
  /** Tokens from there to here. */
  readonly read: number;
  readonly context: C;
}

export class PrefixContexts<C extends Context> {
  #text: string;
  /** Raised by every edit, to notice one that came in the middle of an asynchronous reading. */
  #revision = 0;
  /** In order of their offsets, of which each occurs once. */
  #kept: Kept<C>[] = [];
  #header: Promise<C> | undefined;
  /** Where the last suggestion was asked for. */
  #cursor = 0;
  /** How far {@link warm} has read from the start. */
  #warmed: Kept<C> | undefined;

  constructor(
    private readonly predictor: Predictor<C>,
    readonly path: string,
    text: string,
    private readonly limits: PrefixLimits,
  ) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  /** Bytes that the kept contexts take. */
  get memory(): number {
    return this.#kept.length * this.predictor.contextBytes;
  }

  /** @throws RangeError when the edit lies outside the text; the document is then as it was. */
  edit(edit: Edit): void {
    const before = this.#text;
    this.#text = edited(before, edit);
    this.#revision += 1;
    // Editors replace whole words or lines where one letter is new: what stays the same keeps its contexts.
    this.#dropAfter(edit.offset + commonPrefix(before, edit.offset, edit.deleted, edit.inserted));
  }

  /** Forgets all contexts, to give their memory back; the text stays. */
  forget(): void {
    this.#kept = [];
    this.#warmed = undefined;
  }

  /**
   * The context at a place.
   *
   * @param offset code units; between the halves of a surrogate pair it is moved before the pair.
   * @returns undefined when an edit came in between.
   * @throws RangeError when the place lies outside the text.
   */
  async at(offset: number, signal?: AbortSignal): Promise<C | undefined> {
    this.#requireWithin(offset);
    this.#cursor = beforePair(this.#text, offset);
    return this.reach(offset, signal);
  }

  /** As {@link at}, for who does not ask because the cursor is there. */
  async reach(offset: number, signal?: AbortSignal): Promise<C | undefined> {
    this.#requireWithin(offset);
    const place = beforePair(this.#text, offset);
    const start = this.#nearest(place) ?? (await this.#windowStart(place));
    return this.#readTo(place, start, signal);
  }

  #requireWithin(offset: number): void {
    if (!(offset >= 0 && offset <= this.#text.length)) {
      throw new RangeError(`Place ${offset} lies outside a text of ${this.#text.length} code units.`);
    }
  }

  /**
   * Reads a further piece of the text before the last place asked for, from the document's start.
   *
   * @returns whether there is more to read.
   */
  async warm(signal?: AbortSignal): Promise<boolean> {
    const line = lineStart(this.#text, this.#cursor);
    const target = Math.min(line, warmingLimit);
    const revision = this.#revision;
    const start = this.#furthestFromStart(target) ?? {
      offset: 0,
      from: 0,
      read: 0,
      context: await this.#headerContext(),
    };
    if (start.offset < target) {
      const end = pieceEnd(this.#text, start.offset, Math.min(target, start.offset + warmingStep));
      const reached = await this.#read(start, end, signal);
      if (this.#revision !== revision) return true;
      this.#warmed = reached;
      if (this.#text[end - 1] === '\n') this.#keep(this.#warmed);
      return true;
    }
    // The cursor's own line last, so that the next keystroke goes on from a context that has read everything.
    const atCursor = this.#kept[this.#indexAfter(this.#cursor) - 1];
    if (target === line && atCursor?.offset === this.#cursor && atCursor.from > 0) {
      await this.#readTo(this.#cursor, start, signal);
    }
    return false;
  }

  /** Reads from a kept context to a place, keeping line ends on the way and every character near the place. */
  async #readTo(place: number, start: Kept<C>, signal?: AbortSignal): Promise<C | undefined> {
    const revision = this.#revision;
    let reached = start;
    const singly = beforePair(this.#text, Math.max(lineStart(this.#text, place), place - editedLineLength));
    while (reached.offset < place) {
      signal?.throwIfAborted();
      const { offset } = reached;
      const end = offset >= singly ? nextCharacter(this.#text, offset) : pieceEnd(this.#text, offset, singly);
      reached = await this.#read(reached, end, signal);
      if (this.#revision !== revision) return undefined;
      if (end > singly || this.#text[end - 1] === '\n') this.#keep(reached);
    }
    return reached.context;
  }

  async #read({ offset, from, read, context }: Kept<C>, end: number, signal?: AbortSignal): Promise<Kept<C>> {
    const tokens = this.predictor.vocabulary.encode(this.#text.slice(offset, end));
    return {
      offset: end,
      from,
      read: read + tokens.length,
      context: await this.predictor.read(context, tokens, signal),
    };
  }

  /** The nearest kept context before a place that has read enough, unless reading from a window would be shorter. */
  #nearest(place: number): Kept<C> | undefined {
    for (let index = this.#indexAfter(place) - 1; index >= 0; index--) {
      const kept = this.#kept[index] as Kept<C>;
      if (place - kept.offset > this.limits.window) break;
      // One from a window that had hardly begun knows less than a new window would.
      if (kept.from === 0 || kept.read >= this.limits.window / 4) return kept;
    }
    return undefined;
  }

  /** The header's context, to be gone on from at the start of the window before a place. */
  async #windowStart(place: number): Promise<Kept<C>> {
    const context = await this.#headerContext();
    const window = this.#windowBefore(place);
    const earliest = place - window;
    if (earliest <= 0) return { offset: 0, from: 0, read: 0, context };
    const from = this.#text.indexOf('\n', earliest) + 1;
    // A line longer than the window has no start within it.
    const offset = from > 0 && from < place - window / 2 ? from : beforePair(this.#text, earliest);
    return { offset, from: offset, read: 0, context };
  }

  /** Code units of the window before a place; fewer where many characters are spelled out in several tokens. */
  #windowBefore(place: number): number {
    const window = Math.min(place, this.limits.window);
    const tokens = this.predictor.vocabulary.encode(this.#text.slice(place - window, place)).length;
    return tokens <= this.limits.window ? window : Math.ceil((window * this.limits.window) / tokens);
  }

  #headerContext(): Promise<C> {
    const { vocabulary } = this.predictor;
    this.#header ??= this.predictor.read(this.predictor.start(), vocabulary.encodeHeader(this.path));
    return this.#header;
  }

  #keep(kept: Kept<C>): void {
    const index = this.#indexAfter(kept.offset);
    const present = this.#kept[index - 1];
    if (present?.offset === kept.offset) {
      if (kept.from <= present.from) this.#kept[index - 1] = kept;
    } else this.#kept.splice(index, 0, kept);
    if (this.memory > this.limits.memory) this.#thinOut();
  }

  /**
   * Halves the kept contexts, evenly over the document, those next to the cursor spared: a place elsewhere then has
   * twice as far to its nearest context.
   */
  #thinOut(): void {
    const near = this.#indexAfter(this.#cursor);
    const spared = Math.min(editedLineLength, this.#kept.length >> 2);
    this.#kept = this.#kept.filter((_, index) => Math.abs(index - near) <= spared || index % 2 === 0);
  }

  #dropAfter(offset: number): void {
    this.#kept.length = this.#indexAfter(offset);
    // A pair of surrogates may have been torn apart, or have come together, right at the edit.
    const last = this.#kept.at(-1);
    if (last?.offset === offset && isHighSurrogate(this.#text, offset - 1)) this.#kept.pop();
    if (this.#warmed !== undefined && this.#warmed.offset > offset) this.#warmed = undefined;
  }

  /** The furthest context up to a place that has read the document from its start. */
  #furthestFromStart(place: number): Kept<C> | undefined {
    const kept = this.#kept.findLast(({ from, offset }) => from === 0 && offset <= place);
    const warmed = this.#warmed;
    const further = warmed !== undefined && warmed.offset <= place && warmed.offset >= (kept?.offset ?? 0);
    return further ? warmed : kept;
  }

  /** Index of the first kept context behind a place. */
  #indexAfter(offset: number): number {
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#kept[middle] as Kept<C>).offset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Code units at the start of `inserted` that equal what stood there. */
function commonPrefix(text: string, offset: number, deleted: number, inserted: string): number {
  const longest = Math.min(deleted, inserted.length);
  let same = 0;
  while (same < longest && text.charCodeAt(offset + same) === inserted.charCodeAt(same)) same++;
  return same;
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of the line that starts here, or `limit` where that comes first, but never within a pair of surrogates. */
function pieceEnd(text: string, offset: number, limit: number): number {
  const lineEnd = text.indexOf('\n', offset) + 1;
  if (lineEnd > 0 && lineEnd <= limit) return lineEnd;
  return beforePair(text, limit);
}

function nextCharacter(text: string, offset: number): number {
  return offset + ((text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1);
}

function isHighSurrogate(text: string, offset: number): boolean {
  return (text.charCodeAt(offset) & 0xfc00) === 0xd800;
}

/** The offset itself, or the one before it where it would tear a pair of surrogates apart. */
function beforePair(text: string, offset: number): number {
  const torn = offset > 0 && isHighSurrogate(text, offset - 1) && (text.charCodeAt(offset) & 0xfc00) === 0xdc00;
  return torn ? offset - 1 : offset;
}
