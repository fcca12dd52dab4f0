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

export class LinearPattern {
  readonly #states: State[] = [];
  /** The states before the first code unit. */
  readonly #first: readonly number[];
  /** The step in which a state was last reached. */
  readonly #reached: Uint32Array;
  #step = 0;
  readonly #spare: number[] = [];
  readonly #otherSpare: number[] = [];

  constructor(pieces: readonly Piece[]) {
    this.#compile(pieces);
    this.#reached = new Uint32Array(this.#states.length + 1);
    this.#step = 1;
    this.#first = this.#reach(0, []);
  }

  /** Whether the whole of a text matches. */
  matches(text: string): boolean {
    let current = this.#first;
    let next = this.#spare;
    for (let at = 0; at < text.length && current.length > 0; at++) {
      const unit = text.charCodeAt(at);
      next.length = 0;
      this.#step += 1;
      for (const index of current) {
        const state = this.#states[index];
        if (state !== undefined && 'accepts' in state && state.accepts(unit)) this.#reach(index + 1, next);
      }
      // The first states are never written over.
      [current, next] = [next, current === this.#first ? this.#otherSpare : (current as number[])];
    }
    // The state behind the last one is the end.
    return current.includes(this.#states.length);
  }

  /** Adds the states that read something, and the end, which can be reached from one without reading. */
  #reach(from: number, found: number[]): number[] {
    const waiting = [from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (this.#reached[index] === this.#step) continue;
      this.#reached[index] = this.#step;
      const state = this.#states[index];
      if (state !== undefined && 'to' in state) waiting.push(...state.to);
      else found.push(index);
    }
    return found;
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
