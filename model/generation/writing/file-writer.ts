/**
 * Writes a file line by line along a skeleton. Where the skeleton leaves something open, several continuations are
 * drawn, and the one that the predictor finds likeliest stands, of those that keep the file whole; where none does, the
 * line of the file that is followed stands, with its names carried over.
 */
import type { Context, Predictor } from '../../predictor';
import type { VerbatimIndex } from '../copying/verbatim-index';
import type { Neighbours } from '../siblings/neighbours';
import { indentationOf, type Skeleton, type Slot } from '../skeleton/skeleton';
import type { Language } from '../../structure/languages';
import { afterLine, atTop, isAtTop, sameState, type LexicalState } from '../../structure/lexical-state';
import { declaresTwice, loops, namesAreKnown, type SyntaxCheck } from './checks';
import { costOf, drawLine, type DrawnLine } from './draw-line';

export interface WriterOptions {
  /** 0 to 1: how much the line of the file that is followed counts beside those that are drawn. */
  readonly faithful: number;
  readonly random: () => number;
  readonly maximumCharacters: number;
  /** Of a stretch that a file of the workspace has too. */
  readonly maximumVerbatim: number;
  readonly syntax?: SyntaxCheck | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Place<C> {
  readonly text: string;
  readonly context: C;
  readonly state: LexicalState;
}

/** Continuations drawn for a line. */
const drawn = 3;
/** They are drawn as the predictor expects them, but for what is unlikely. */
const sampling = { temperature: 0.7, topP: 0.92 } as const;
const longestLine = 200;
/** Bits a character by which a line of the followed file may be dearer than a drawn one, where all is to be faithful. */
const faithfulBonus = 2;
/** Bits a character above which a line is not worth writing where none has to stand. */
const unsure = 1.6;
/** Attempts at what is open before the lines of the followed file stand there. */
const attempts = 2;
/** Lines that are drawn in a row within a comment. */
const longestRemark = 2;
/** Without a file to follow, lines that may all be refused before the file ends. */
const mostFailures = 12;
/** From here on, faithful enough that lines of the followed file stand unless they would copy too much. */
const freely = 0.7;

export class FileWriter<C extends Context> {
  /** That the grammar finds in the file that is followed. */
  #errors = 0;

  constructor(
    private readonly predictor: Predictor<C>,
    private readonly neighbours: Neighbours,
    private readonly verbatim: VerbatimIndex,
    private readonly options: WriterOptions,
  ) {}

  /**
   * @param start what stands already, whole lines.
   * @returns each stretch of whole lines as it is decided, then why it ended.
   */
  async *along(
    { slots, language }: Skeleton,
    start: { readonly text: string; readonly context: C },
  ): AsyncGenerator<string, 'end-of-file' | 'maximum', undefined> {
    let place: Place<C> = { ...start, state: stateOf(start.text, language) };
    // Macros and newer syntax than the grammar's may be errors to it in files that are none.
    this.#errors = this.#errorsIn(
      start.text,
      slots.flatMap(({ lines }) => lines),
    );
    for (const [index, slot] of slots.entries()) {
      this.options.signal?.throwIfAborted();
      const rest = slots.slice(index + 1).flatMap(({ lines }) => lines);
      const next = await this.#write(slot, place, rest, language);
      if (next.text.length > this.options.maximumCharacters) {
        const rest = this.#whatFits(next.text, place, language);
        if (rest !== '') yield rest;
        return 'maximum';
      }
      if (next.text.length > place.text.length) yield next.text.slice(place.text.length);
      place = next;
    }
    return 'end-of-file';
  }

  /** Of what comes after a place, as much as may be written and ends at the top of the file. */
  #whatFits(text: string, place: Place<C>, language: Language): string {
    let [state, fits, length] = [place.state, '', place.text.length];
    let written = '';
    const lines = text.slice(place.text.length).split('\n');
    for (const [index, line] of lines.entries()) {
      state = afterLine(state, line, language);
      written += `${line}\n`;
      length += line.length + 1;
      if (length > this.options.maximumCharacters) break;
      const next = lines.slice(index + 1).find((one) => one.trim() !== '') ?? '';
      if (isAtTop(state) && !(language.indented && /^\s/.test(next))) fits = written;
    }
    return fits;
  }

  /** Without a file to follow: as the predictor expects it, line by line, to an end at the top of the file. */
  async *freely(
    language: Language,
    start: { readonly text: string; readonly context: C },
  ): AsyncGenerator<string, 'end-of-file' | 'maximum', undefined> {
    let place: Place<C> = { ...start, state: stateOf(start.text, language) };
    /** What is written but not given yet: it ends in the middle of something. */
    let given = start.text.length;
    for (let failures = 0; failures < mostFailures;) {
      const next = await this.#nextFree(place, language);
      if (next === 'end') break;
      if (next === undefined) {
        failures += 1;
        continue;
      }
      if (next.text.length > this.options.maximumCharacters) return 'maximum';
      place = next;
      if (!isAtTop(place.state) || needsLine(place.text, language)) continue;
      if (this.#isWhole(place.text, [])) {
        yield place.text.slice(given);
        given = place.text.length;
      }
    }
    return 'end-of-file';
  }

  /** The likeliest of some lines that may come next, or the end of the file. */
  async #nextFree(place: Place<C>, language: Language): Promise<Place<C> | 'end' | undefined> {
    const { random, signal } = this.options;
    let best: { place: Place<C>; cost: number } | undefined;
    for (let count = 0; count < drawn; count++) {
      const line = await drawLine(this.predictor, place.context, {
        ...sampling,
        random,
        maximumCharacters: longestLine,
        signal,
      });
      if (line === undefined) continue;
      if (line.last && place.text !== '' && isAtTop(place.state)) return 'end';
      const cost = line.bits / (line.text.length + 1);
      const state = afterLine(place.state, line.text, language);
      if (line.last || state.broken || (best !== undefined && best.cost <= cost)) continue;
      if (line.text.trim() !== '' && !this.#fitsAlone(line.text, place)) continue;
      if (line.text.trim() === '' && place.text.endsWith('\n\n')) continue;
      best = { cost, place: { text: `${place.text}${line.text}\n`, context: line.context, state } };
    }
    return best?.place;
  }

  #fitsAlone(line: string, place: Place<C>): boolean {
    if (line !== line.trimEnd() || loops(place.text, line, place.state.within) || this.#copies(place.text, line))
      return false;
    return place.state.within !== '' || !declaresTwice(line, place.text);
  }

  async #write(slot: Slot, place: Place<C>, rest: readonly string[], language: Language): Promise<Place<C>> {
    switch (slot.kind) {
      case 'firm':
        return this.#take(slot.lines, place, language);
      case 'line':
        return this.#chooseLine(slot.lines[0] ?? '', place, rest, language);
      case 'hole':
        return this.options.faithful < freely
          ? this.#fill(slot, place, rest, language)
          : this.#follow(slot, place, rest, language);
    }
  }

  async #take(lines: readonly string[], place: Place<C>, language: Language): Promise<Place<C>> {
    const text = lines.map((line) => `${line}\n`).join('');
    const context = await this.predictor.read(
      place.context,
      this.predictor.vocabulary.encode(text),
      this.options.signal,
    );
    const state = lines.reduce((before, line) => afterLine(before, line, language), place.state);
    return { text: place.text + text, context, state };
  }

  /** The lines of the followed file, but where they would copy too much of it. */
  async #follow(
    slot: Slot & { kind: 'hole' },
    start: Place<C>,
    rest: readonly string[],
    language: Language,
  ): Promise<Place<C>> {
    let place = start;
    for (const [index, line] of slot.lines.entries()) {
      place = await this.#chooseLine(line, place, [...slot.lines.slice(index + 1), ...rest], language);
    }
    return place;
  }

  async #chooseLine(template: string, place: Place<C>, rest: readonly string[], language: Language): Promise<Place<C>> {
    const copies = this.#copies(place.text, template);
    if (!copies && this.options.faithful >= freely) return this.#take([template], place, language);
    const after = afterLine(place.state, template, language);
    const best = await this.#bestDrawn(
      place,
      prefixOf(template, place.state),
      language,
      (line, state) =>
        sameState(state, after) &&
        opensBlock(line, language) === opensBlock(template, language) &&
        this.#fits(line, place, rest) &&
        this.#isWhole(`${place.text}${line}\n`, rest),
    );
    if (best === undefined) return this.#take([template], place, language);
    if (copies) return best.place;
    const followed = await costOf(this.predictor, place.context, `${template}\n`, this.options.signal);
    const bound = followed.bits / (template.length + 1) - this.options.faithful * faithfulBonus;
    if (best.cost < bound) return best.place;
    return { text: `${place.text}${template}\n`, context: followed.context, state: after };
  }

  async #fill(
    slot: Slot & { kind: 'hole' },
    place: Place<C>,
    rest: readonly string[],
    language: Language,
  ): Promise<Place<C>> {
    const after = slot.lines.reduce((before, line) => afterLine(before, line, language), place.state);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const filled = await this.#drawLines(slot.lines, place, after, rest, language);
      if (filled !== undefined && this.#isWhole(filled.text, rest)) return filled;
    }
    return this.#take(slot.lines, place, language);
  }

  /** As many lines as were there at most, and as long as the predictor is sure of them. */
  async #drawLines(
    template: readonly string[],
    start: Place<C>,
    after: LexicalState,
    rest: readonly string[],
    language: Language,
  ): Promise<Place<C> | undefined> {
    const prefix = prefixOf(template[0] ?? '', start.state);
    let place = start;
    let whole: Place<C> | undefined = needsLine(start.text, language) ? undefined : start;
    // What a comment of another file says is not made up anew at its length.
    const most = start.state.within === '' ? template.length : Math.min(template.length, longestRemark);
    for (let count = most; count > 0; count--) {
      const best = await this.#bestDrawn(
        place,
        sameState(place.state, after) ? prefix : '',
        language,
        (line, state) =>
          !state.broken &&
          state.open.startsWith(after.open) &&
          (state.within === after.within || after.within === '') &&
          line.startsWith(indentationOf(prefix)) &&
          this.#fits(line, place, rest),
      );
      if (best === undefined || (best.cost > unsure && whole !== undefined)) break;
      place = best.place;
      if (sameState(place.state, after) && !opensBlock(best.line, language)) whole = place;
    }
    return whole;
  }

  async #bestDrawn(
    place: Place<C>,
    prefix: string,
    language: Language,
    allowed: (line: string, state: LexicalState) => boolean,
  ): Promise<{ readonly place: Place<C>; readonly line: string; readonly cost: number } | undefined> {
    const { random, signal } = this.options;
    const begun = await this.predictor.read(place.context, this.predictor.vocabulary.encode(prefix), signal);
    const seen = new Set<string>();
    let best: { line: DrawnLine<C>; cost: number; state: LexicalState } | undefined;
    for (let count = 0; count < drawn; count++) {
      const line = await drawLine(this.predictor, begun, {
        ...sampling,
        random,
        maximumCharacters: longestLine,
        signal,
      });
      if (line === undefined || line.last || seen.has(line.text)) continue;
      seen.add(line.text);
      const cost = line.bits / (line.text.length + 1);
      if (best !== undefined && best.cost <= cost) continue;
      const state = afterLine(place.state, prefix + line.text, language);
      if (allowed(prefix + line.text, state)) best = { line, cost, state };
    }
    if (best === undefined) return undefined;
    const line = prefix + best.line.text;
    return {
      line,
      cost: best.cost,
      place: { text: `${place.text}${line}\n`, context: best.line.context, state: best.state },
    };
  }

  /** Whether a drawn line keeps the file in order. */
  #fits(line: string, place: Place<C>, rest: readonly string[]): boolean {
    if (line.trim() === '' || line !== line.trimEnd() || loops(place.text, line, place.state.within)) return false;
    if (this.#copies(place.text, line)) return false;
    if (place.state.within !== '') return true;
    const file = `${place.text}${rest.join('\n')}`;
    return !declaresTwice(line, file) && namesAreKnown(line, file, this.neighbours);
  }

  /** Whether a stretch would be copied that is longer than it may be. */
  #copies(text: string, line: string): boolean {
    const { maximumVerbatim } = this.options;
    if (!Number.isFinite(maximumVerbatim)) return false;
    const tail = `${text.slice(-maximumVerbatim - 1)}${line}\n`;
    return this.verbatim.runsIn(tail).some(({ length }) => length > maximumVerbatim);
  }

  /** Whether the grammar finds no more fault with the file than with the one that it follows. */
  #isWhole(text: string, rest: readonly string[]): boolean {
    return this.#errorsIn(text, rest) <= this.#errors;
  }

  #errorsIn(text: string, rest: readonly string[]): number {
    return this.options.syntax?.errorsIn(`${text}${rest.join('\n')}\n`) ?? 0;
  }
}

/** What a line is to begin with: its indentation, and in a comment what leads its lines. */
function prefixOf(template: string, state: LexicalState): string {
  if (state.within === '*/') return /^[ \t]*(?:\*[ \t]?)?/.exec(template)?.[0] ?? '';
  return indentationOf(template);
}

function opensBlock(line: string, { indented }: Language): boolean {
  return indented && /:\s*(?:#.*)?$/.test(line);
}

/** Whether a line has to follow for the last one to be whole. */
function needsLine(text: string, language: Language): boolean {
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  return opensBlock(last, language);
}

function stateOf(text: string, language: Language): LexicalState {
  if (text === '') return atTop;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.reduce((before, line) => afterLine(before, line, language), atTop);
}
