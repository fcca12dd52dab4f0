import type { UnitCorrelation, UnitName } from '@house-style/protocol/inspection';
import type { Inspection } from './inspection';

/** Sums over the characters of all texts. */
interface Sums {
  own: number;
  squares: number;
}

interface UnitSums extends Sums {
  readonly name: UnitName;
  /** Of the products with each quantity. */
  readonly together: Float64Array;
}

/** All units of a network by how closely each follows some quantities, over any number of texts. */
export class UnitRanking<Quantity extends string> {
  #characters = 0;
  readonly #ofQuantities: readonly Sums[];
  #ofUnits: readonly UnitSums[] | undefined;

  constructor(private readonly quantities: readonly Quantity[]) {
    this.#ofQuantities = quantities.map(() => ({ own: 0, squares: 0 }));
  }

  /**
   * Counts a text.
   *
   * @param values one number for each character that was read, by quantity.
   * @param turn awaited before each unit, for others to go first.
   */
  async add(
    inspection: Inspection,
    values: Readonly<Record<Quantity, ArrayLike<number>>>,
    turn: () => Promise<void>,
  ): Promise<void> {
    const count = inspection.characters.length;
    this.#characters += count;
    const columns = this.quantities.map((quantity) => values[quantity]);
    for (const [index, column] of columns.entries()) addTo(this.#ofQuantities[index] as Sums, column, count);
    this.#ofUnits ??= unitsOf(inspection).map((name) => ({
      ...{ name, own: 0, squares: 0 },
      together: new Float64Array(this.quantities.length),
    }));
    for (const sums of this.#ofUnits) {
      await turn();
      const activations = inspection.activations(sums.name);
      addTo(sums, activations, count);
      for (const [index, column] of columns.entries()) {
        let products = 0;
        for (let at = 0; at < count; at++) products += (activations[at] as number) * (column[at] as number);
        (sums.together[index] as number) += products;
      }
    }
  }

  /** The unit that follows the quantity most closely first. */
  by(quantity: Quantity): UnitCorrelation[] {
    const index = this.quantities.indexOf(quantity);
    const other = this.#ofQuantities[index] as Sums;
    return (this.#ofUnits ?? [])
      .map(({ name, together, ...own }) => ({
        ...name,
        correlation: this.#correlation(own, other, together[index] as number),
      }))
      .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  }

  #correlation(a: Sums, b: Sums, together: number): number {
    const spread = ({ own, squares }: Sums): number => squares - own ** 2 / this.#characters;
    const product = spread(a) * spread(b);
    // Rounding leaves a little of what is nothing.
    if (!(product > 1e-9 * a.squares * b.squares)) return 0;
    return (together - (a.own * b.own) / this.#characters) / Math.sqrt(product);
  }
}

/** Every unit of a network, for cell states as far as they are computed. */
export function unitsOf({ network, states, hasCells }: Inspection): UnitName[] {
  return states
    .filter((state) => state === 'hidden' || hasCells)
    .flatMap((state) =>
      network.hidden.flatMap((width, layer) => Array.from({ length: width }, (_, unit) => ({ state, layer, unit }))),
    );
}

function addTo(sums: Sums, values: ArrayLike<number>, count: number): void {
  let [own, squares] = [0, 0];
  for (let at = 0; at < count; at++) {
    const value = values[at] as number;
    own += value;
    squares += value * value;
  }
  sums.own += own;
  sums.squares += squares;
}
