/** Where the faulty lines stand in rankings of their files' lines. */
export interface Figures {
  readonly faults: number;
  /** Share of the faulty lines that are among their files' first ten. */
  readonly recallAt10: number;
  /** Mean of one over the rank. */
  readonly reciprocalRank: number;
}

/**
 * The place of a line, from 1, among those of its file by falling score; in the middle of those with the same score. A
 * line without a score comes last.
 */
export function rankOf(lines: readonly (readonly [line: number, score: number])[], own: number): number {
  const score = lines.find(([line]) => line === own)?.[1];
  if (score === undefined) return lines.length + 1;
  const above = lines.filter(([, other]) => other > score).length;
  const equal = lines.filter(([line, other]) => line !== own && other === score).length;
  return 1 + above + equal / 2;
}

export class Tally<Kind extends string> {
  readonly #ranks = new Map<Kind, number[]>();

  add(kind: Kind, rank: number): void {
    this.#ranks.set(kind, [...(this.#ranks.get(kind) ?? []), rank]);
  }

  get figures(): { readonly all: Figures; readonly kinds: Readonly<Record<string, Figures>> } {
    const kinds = [...this.#ranks].map(([kind, ranks]) => [kind, figuresOf(ranks)] as const);
    return { all: figuresOf([...this.#ranks.values()].flat()), kinds: Object.fromEntries(kinds) };
  }
}

function figuresOf(ranks: readonly number[]): Figures {
  return {
    faults: ranks.length,
    recallAt10: ranks.filter((rank) => rank <= 10).length / ranks.length,
    reciprocalRank: ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length,
  };
}
