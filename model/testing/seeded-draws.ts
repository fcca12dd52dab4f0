/** What is drawn from a seed, for whatever tries things at random and must be able to try the same again. */
import { randomNumbers } from '../generation/random';

/** Equal seeds draw alike. */
export class SeededDraws {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomNumbers(seed);
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** True so often. */
  chance(share: number): boolean {
    return this.#next() < share;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** All of the items in an order that is drawn (Fisher and Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const drawn = [...items];
    for (let left = drawn.length; left > 1; left--) {
      const at = this.below(left);
      [drawn[at], drawn[left - 1]] = [drawn[left - 1] as Item, drawn[at] as Item];
    }
    return drawn;
  }
}
