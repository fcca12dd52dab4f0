/**
 * Patterns of file names, matched in time linear in the name: all ways through the pattern are followed side by side
 * (Thompson, Regular expression search algorithm, 1968). A pattern from a workspace costs no more than its length, where
 * the regular expressions that packages make of it (`*a*a*a*a*b`) can take hours over one name.
 */

/** One part of a pattern. */
export type Piece =
  | { readonly kind: 'one'; readonly accepts: (unit: number) => boolean }
  | { readonly kind: 'repeat'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'either'; readonly choices: readonly (readonly Piece[])[] };

const slash = 0x2f;

export const anyButSlash: Piece = { kind: 'one', accepts: (unit) => unit !== slash };
export const anyAtAll: Piece = { kind: 'one', accepts: () => true };
/** Any characters of one name, none included. */
export const withinName: Piece = { kind: 'repeat', pieces: [anyButSlash] };
/** Any folders, none included, each with its slash. */
export const anyFolders: Piece = { kind: 'repeat', pieces: [withinName, literal('/')] };

/** @param character one UTF-16 code unit. */
export function literal(character: string): Piece {
  const own = character.charCodeAt(0);
  return { kind: 'one', accepts: (unit) => unit === own };
}

/** Goes on without reading to each of `to`, or by one code unit that `accepts` allows to the next state. */
type State = { readonly to: number[] } | { readonly accepts: (unit: number) => boolean };

/** States in which the ways through the pattern are at once, and where each code unit leads from there. */
interface Situation {
  readonly states: readonly number[];
  readonly matches: boolean;
  /** By code unit, as far as it has come up; those of ASCII apart, because they are most of all. */
  readonly ascii: (Situation | undefined)[];
  readonly others: Map<number, Situation>;
}

const asciiUnits = 128;
/** Steps from one situation to another that are remembered. Patterns that need more cost time, not memory. */
const mostSteps = 20_000;

export class LinearPattern {
  readonly #states: State[] = [];
  readonly #situations = new Map<string, Situation>();
  #steps = 0;
  #start: Situation;

  constructor(pieces: readonly Piece[]) {
    this.#compile(pieces);
    this.#start = this.#situation([0]);
  }

  /** Whether the whole of a text matches. */
  matches(text: string): boolean {
    let here = this.#start;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      here = (unit < asciiUnits ? here.ascii[unit] : here.others.get(unit)) ?? this.#step(here, unit);
      if (here.states.length === 0) return false;
    }
    return here.matches;
  }

  #step(from: Situation, unit: number): Situation {
    if (++this.#steps > mostSteps) {
      this.#situations.clear();
      this.#steps = 0;
      this.#start = this.#situation([0]);
    }
    const next = from.states.flatMap((index) => {
      const state = this.#states[index];
      return state !== undefined && 'accepts' in state && state.accepts(unit) ? [index + 1] : [];
    });
    const to = this.#situation(next);
    if (unit < asciiUnits) from.ascii[unit] = to;
    else from.others.set(unit, to);
    return to;
  }

  #situation(reached: readonly number[]): Situation {
    const states = this.#reach(reached);
    const name = states.join();
    const known = this.#situations.get(name);
    if (known !== undefined) return known;
    const situation = {
      states,
      // The state behind the last one is the end.
      matches: states.includes(this.#states.length),
      ascii: new Array<Situation | undefined>(asciiUnits).fill(undefined),
      others: new Map<number, Situation>(),
    };
    this.#situations.set(name, situation);
    return situation;
  }

  /** The states that read something, and the end, that can be reached without reading; sorted. */
  #reach(from: readonly number[]): number[] {
    const reached = new Set<number>();
    const waiting = [...from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      const state = this.#states[index];
      if (state !== undefined && 'to' in state) waiting.push(...state.to);
    }
    const isBranch = (index: number): boolean => 'to' in (this.#states[index] ?? {});
    return [...reached].filter((index) => !isBranch(index)).sort((a, b) => a - b);
  }

  #compile(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      switch (piece.kind) {
        case 'one':
          this.#states.push(piece);
          break;
        case 'repeat': {
          const start = this.#states.length;
          const loop = this.#branch();
          loop.to.push(start + 1);
          this.#compile(piece.pieces);
          this.#branch().to.push(start);
          loop.to.push(this.#states.length);
          break;
        }
        case 'either': {
          const fork = this.#branch();
          const ends = piece.choices.map((choice) => {
            fork.to.push(this.#states.length);
            this.#compile(choice);
            return this.#branch();
          });
          for (const end of ends) end.to.push(this.#states.length);
        }
      }
    }
  }

  #branch(): { readonly to: number[] } {
    const branch = { to: [] };
    this.#states.push(branch);
    return branch;
  }
}
