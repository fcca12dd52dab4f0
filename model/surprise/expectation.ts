/** What a code base would have in place of something surprising: what stands in like places, and names that are alike. */
import { type Lexeme, lexemesOf } from './lexemes';
import type { Pause, TwoSidedIndex } from './two-sided-index';

/** Other text for a part of a file. */
interface Replacement {
  /** Code units of the file. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Expectation extends Replacement {
  /** How probable it is that this stands here rather than what does or anything else that was thought of, 0 to 1. */
  readonly probability: number;
}

/** Lexemes on either side by which like places are looked for, the most first. */
const contextLexemes = [6, 4, 3, 2, 1] as const;
/** Like places that are looked at for one such context, and all together. */
const placesOfContext = 40;
const mostPlaces = 120;
/** Replacements that are judged: those thought of most often. */
const mostJudged = 16;
/** What people mean to write and what they write differ by a slip more often than by a thought, bits. */
const bitsForSlips = 8;
/** The same where what they wrote stands nowhere else. */
const bitsForUnknown = 40;
/**
 * Both sides tell of the same place, and so does every character of it: of all that they say together, so much. With it the
 * stated probability is on average how often the replacement is right (lab/surprises).
 */
const shareOfGain = 0.12;
/** Names up to so many edits apart are alike, where they are long enough to be called so. */
const editsApart = 2;
const shortestAlike = 4;

/**
 * What was expected in place of one of some lexemes of a file that the index knows as it stands; undefined where nothing
 * that comes to mind is likelier than what stands there. Some tens of milliseconds a megabyte of code and lexeme.
 */
export async function expectationOf(
  index: TwoSidedIndex,
  path: string,
  suspects: readonly Lexeme[],
  pause: Pause,
): Promise<Expectation | undefined> {
  const text = index.texts.get(path) ?? '';
  const lexemes = lexemesOf(path, text);
  const weighed: Weighed[] = [];
  for (const suspect of suspects) {
    const at = lexemes.findIndex(({ start }) => start === suspect.start);
    const place = new PlaceInFile(path, text, lexemes, at);
    const slips = [...place.swapped(), ...place.requoted(), ...alikeNames(index, path, text, suspect)];
    const bits = standsElsewhere(index, path, lexemes, at) ? bitsForSlips : bitsForUnknown;
    weighed.push(...(await weigh(index, text, slips, bits, pause)));
    weighed.push(...(await weigh(index, text, await place.inLikePlaces(index, pause), 0, pause)));
  }
  const [best] = onceEach(weighed).sort((one, other) => other.odds - one.odds);
  if (best === undefined || best.odds <= 1) return undefined;
  const { odds, replacement } = best;
  const whole = onceEach(weighed)
    .filter((one) => one.replacement.start === replacement.start)
    .reduce((sum, one) => sum + one.odds, 1);
  return { ...withoutLineEnd(replacement, text), probability: odds / whole };
}

/** A line end that stays stays out. */
function withoutLineEnd(replacement: Replacement, text: string): Replacement {
  const { start, end, text: other } = replacement;
  if (!other.endsWith('\n') || text[end - 1] !== '\n') return replacement;
  return { start, end: end - 1, text: other.slice(0, -1) };
}

interface Weighed {
  readonly replacement: Replacement;
  /** How much likelier it is than what stands there. */
  readonly odds: number;
}

/** What was thought of in several ways, by the best of them. */
function onceEach(weighed: readonly Weighed[]): Weighed[] {
  const best = new Map<string, Weighed>();
  for (const one of weighed) {
    const key = keyOf(one.replacement);
    if (one.odds > (best.get(key)?.odds ?? 0)) best.set(key, one);
  }
  return [...best.values()];
}

function keyOf({ start, end, text }: Replacement): string {
  return `${start}:${end}:${text}`;
}

/** @param bits that are added to what a replacement is likelier by. */
async function weigh(
  index: TwoSidedIndex,
  text: string,
  found: readonly Replacement[],
  bits: number,
  pause: Pause,
): Promise<Weighed[]> {
  const weighed: Weighed[] = [];
  for (const replacement of distinct(found, text)) {
    await pause();
    const { start, end } = replacement;
    const gain =
      index.costOfReplacement(text, start, end, text.slice(start, end)) -
      index.costOfReplacement(text, start, end, replacement.text);
    weighed.push({ replacement, odds: 2 ** ((gain + bits) * shareOfGain) });
  }
  return weighed;
}

/** Each once, those that were found most often. */
function distinct(found: readonly Replacement[], text: string): Replacement[] {
  const counts = new Map<string, { readonly replacement: Replacement; count: number }>();
  for (const replacement of found) {
    if (text.slice(replacement.start, replacement.end) === replacement.text) continue;
    const key = keyOf(replacement);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { replacement, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, mostJudged)
    .map(({ replacement }) => replacement);
}

class PlaceInFile {
  constructor(
    private readonly path: string,
    private readonly text: string,
    private readonly lexemes: readonly Lexeme[],
    private readonly at: number,
  ) {}

  /** Two arguments the other way round. */
  *swapped(): Generator<Replacement> {
    for (const first of [this.at, this.at - 3]) {
      const [one, comma, space, two] = this.lexemes.slice(Math.max(0, first), first + 4);
      if (one === undefined || two === undefined || comma === undefined || space === undefined) continue;
      const simple = (lexeme: Lexeme): boolean => lexeme.kind === 'word' || lexeme.kind === 'number';
      if (!simple(one) || !simple(two) || this.#of(comma) !== ',' || space.kind !== 'space') continue;
      yield { start: one.start, end: two.end, text: `${this.#of(two)}, ${this.#of(one)}` };
    }
  }

  /** A whole string in other quotes. */
  *requoted(): Generator<Replacement> {
    const mark = this.lexemes[this.at];
    if (mark?.kind !== 'quote') return;
    const quote = this.#of(mark);
    const isFirst = this.lexemes[this.at + 1]?.kind === 'string' || this.lexemes[this.at + 1]?.kind === 'quote';
    const step = isFirst ? 1 : -1;
    let other = this.at + step;
    while (this.lexemes[other]?.kind === 'string') other += step;
    const partner = this.lexemes[other];
    if (partner?.kind !== 'quote' || this.#of(partner) !== quote) return;
    const [first, last] = isFirst ? [mark, partner] : [partner, mark];
    const inner = this.text.slice(first.end, last.start);
    for (const one of ["'", '"']) {
      if (quote.length === 1 && !inner.includes(one))
        yield { start: first.start, end: last.end, text: one + inner + one };
    }
  }

  /** What stands in other places after the same text, or before it: one lexeme, or one more before this one. */
  async inLikePlaces(index: TwoSidedIndex, pause: Pause): Promise<readonly Replacement[]> {
    const { start, end } = this.lexemes[this.at] as Lexeme;
    const found: Replacement[] = [];
    let places = 0;
    for (const count of contextLexemes) {
      for (const side of ['before', 'after'] as const) {
        await pause();
        const context = places < mostPlaces ? this.#context(count, side) : undefined;
        if (context === undefined) continue;
        let ofContext = 0;
        for (const { text, at } of this.#places(index, context, side)) {
          const other = side === 'before' ? lexemesAfter(text, at + context.length) : lexemesBefore(text, at);
          for (const one of this.#like(other, side)) found.push({ start, end, text: one });
          if (++ofContext >= placesOfContext || ++places >= mostPlaces) break;
        }
      }
    }
    return found;
  }

  /** Of lexemes elsewhere what could stand here: one of the same kind, or another and then this one. */
  *#like([first, second]: readonly string[], side: 'before' | 'after'): Generator<string> {
    const own = this.lexemes[this.at] as Lexeme;
    if (first === undefined) return;
    if (lexemesOf('', first)[0]?.kind === lexemesOf('', this.#of(own))[0]?.kind) yield first;
    if (side === 'before' && second === this.#of(own)) yield first + second;
  }

  #context(count: number, side: 'before' | 'after'): string | undefined {
    const near =
      side === 'before'
        ? this.lexemes.slice(Math.max(0, this.at - count), this.at)
        : this.lexemes.slice(this.at + 1, this.at + 1 + count);
    const [first, last] = [near[0], near.at(-1)];
    const context = first && last && this.text.slice(first.start, last.end);
    return context !== undefined && context.trim().length > 1 ? context : undefined;
  }

  /** Everywhere but here. */
  *#places(index: TwoSidedIndex, context: string, side: 'before' | 'after'): Generator<{ text: string; at: number }> {
    const own = this.lexemes[this.at] as Lexeme;
    const here = side === 'before' ? own.start - context.length : own.end;
    for (const [path, text] of [[this.path, this.text] as const, ...index.texts]) {
      if (path === this.path && text !== this.text) continue;
      for (let at = text.indexOf(context); at >= 0; at = text.indexOf(context, at + 1)) {
        if (path !== this.path || at !== here) yield { text, at };
      }
    }
  }

  #of({ start, end }: Lexeme): string {
    return this.text.slice(start, end);
  }
}

/** Whether a name stands anywhere else; all else is taken to. */
function standsElsewhere(index: TwoSidedIndex, path: string, lexemes: readonly Lexeme[], at: number): boolean {
  const own = lexemes[at] as Lexeme;
  const text = index.texts.get(path) ?? '';
  const sought = text.slice(own.start, own.end);
  if (lexemes.some((other) => other !== own && text.slice(other.start, other.end) === sought)) return true;
  if (own.kind !== 'word') return true;
  return [...index.texts.keys()].some((other) => other !== path && index.namesIn(other).has(sought));
}

/** Code units that are cut into lexemes beside a like place. */
const cutBeside = 60;

function lexemesAfter(text: string, at: number): string[] {
  const near = text.slice(at, at + cutBeside);
  return lexemesOf('', near).map(({ start, end }) => near.slice(start, end));
}

/** The last one first. */
function lexemesBefore(text: string, at: number): string[] {
  const near = text.slice(Math.max(0, text.lastIndexOf('\n', at - 1)), at);
  return lexemesOf('', near)
    .map(({ start, end }) => near.slice(start, end))
    .reverse();
}

/** Names of the code that are the same words in another case, or nearly the same. */
function* alikeNames(
  index: TwoSidedIndex,
  path: string,
  text: string,
  { kind, start, end }: Lexeme,
): Generator<Replacement> {
  const name = text.slice(start, end);
  if (kind !== 'word' || name.length < shortestAlike) return;
  const plain = plainName(name);
  for (const other of index.texts.keys()) {
    for (const word of index.namesIn(other)) {
      if (word === name || Math.abs(word.length - name.length) > editsApart + 1) continue;
      if (plainName(word) !== plain && !isNearly(word, name)) continue;
      yield { start, end, text: word };
      // What the file itself calls so comes first.
      if (other === path) yield { start, end, text: word };
    }
  }
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

/** Whether two names are no more than some edits apart, two letters the other way round counting as one. */
function isNearly(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > editsApart) return false;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        least = Math.min(least, (before[j - 2] as number) + 1);
      }
      next.push(least);
    }
    if (Math.min(...next) > editsApart) return false;
    before = row;
    row = next;
  }
  return (row.at(-1) as number) <= (Math.min(one.length, other.length) < 6 ? 1 : editsApart);
}
