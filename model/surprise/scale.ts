/**
 * What is much for a place of its kind: 8 bits are nothing for a new name and a lot for a bracket. How much the lexemes of
 * the code base itself cost, each kind apart, is the scale that surprises are measured on.
 */
import { type Lexeme, type LexemeKind, lexemeKinds } from './lexemes';
import type { SidedBits } from './two-sided-index';

/** What a lexeme costs, bits: by what stands before it, and by what stands after it. */
export interface LexemeCost {
  readonly lexeme: Lexeme;
  readonly before: number;
  readonly after: number;
}

/** Costs of a code base's own lexemes of one kind, ascending, `[lexemes]`. */
interface Costs {
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Costs beyond what any lexeme of the code costs still count, at so many bits for one of surprise. */
const bitsBeyond = 20;
/** What strings say is as free as prose in part: of 1, ½ and 0, the half is best on RxJS. */
const weights: Partial<Record<LexemeKind, number>> = { comment: 0, string: 0.5 };

export function costsOfLexemes(lexemes: readonly Lexeme[], bits: SidedBits): LexemeCost[] {
  const sum = (costs: Float32Array, { start, end }: Lexeme): number => {
    let total = 0;
    for (let unit = start; unit < end; unit++) total += costs[unit] as number;
    return total;
  };
  return lexemes.map((lexeme) => ({ lexeme, before: sum(bits.before, lexeme), after: sum(bits.after, lexeme) }));
}

export class SurpriseScale {
  readonly #costs: ReadonlyMap<LexemeKind, Costs>;

  /** @param sample of the code base's lexemes. */
  constructor(sample: readonly LexemeCost[]) {
    const of = (kind: LexemeKind, side: 'before' | 'after'): Float32Array =>
      Float32Array.from(sample.filter(({ lexeme }) => lexeme.kind === kind).map((cost) => cost[side])).sort();
    this.#costs = new Map(lexemeKinds.map((kind) => [kind, { before: of(kind, 'before'), after: of(kind, 'after') }]));
  }

  /**
   * How surprising a lexeme is: -log2 of the share of its kind in the code base that costs as much or more, by what
   * stands before it plus by what stands after it. 0 for comments, which are not judged.
   */
  surprise({ lexeme, before, after }: LexemeCost): number {
    const weight = weights[lexeme.kind] ?? 1;
    const known = this.#costs.get(lexeme.kind);
    if (weight === 0 || known === undefined) return 0;
    return weight * (rarity(known.before, before) + rarity(known.after, after) + (before + after) / bitsBeyond);
  }
}

/** -log2 of the share of costs that are as high or higher; one more than all of them is taken to exist. */
function rarity(sorted: Float32Array, cost: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < cost) low = middle + 1;
    else high = middle;
  }
  return -Math.log2((sorted.length - low + 0.5) / (sorted.length + 1));
}
