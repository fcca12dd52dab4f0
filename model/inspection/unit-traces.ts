/** Tokens of a block: each unit's numbers of a block are scaled together. Whoever writes begins where a block does. */
export const blockTokens = 128;
const largest = 0x7fff;
/** Units that are turned from rows to columns together: as many numbers as a line of the processor's cache holds. */
const tileUnits = 16;

/**
 * What the units of a layer were after each token of a text: 16 bits a number, in blocks of tokens and in each unit by
 * unit, so that one unit is read by jumping from block to block.
 */
export class UnitTraces {
  /** `[blocks, width, tokens of a block]`: what is written together lies together. */
  readonly #values: Int16Array;
  /** What a block's numbers are multiplied by, `[blocks, width]`. */
  readonly #scales: Float32Array;
  /** Sums of the squares of a block's numbers, `[blocks, width]`. */
  readonly #squares: Float32Array;
  /** Some units of a block, `[units, tokens]`. */
  readonly #tile = new Float32Array(tileUnits * blockTokens);

  constructor(
    readonly width: number,
    readonly tokens: number,
  ) {
    const blocks = Math.ceil(tokens / blockTokens);
    this.#values = new Int16Array(blocks * width * blockTokens);
    this.#scales = new Float32Array(blocks * width);
    this.#squares = new Float32Array(blocks * width);
  }

  /**
   * Keeps the numbers of one block, or of its first part where the text ends.
   *
   * @param start token, a multiple of {@link blockTokens}.
   * @param values `[count, stride]`, of which each row holds this layer's units from `offset` on.
   */
  write(start: number, count: number, values: Float32Array, offset = 0, stride = this.width): void {
    const block = start / blockTokens;
    const tile = this.#tile;
    for (let first = 0; first < this.width; first += tileUnits) {
      const units = Math.min(tileUnits, this.width - first);
      for (let step = 0, from = offset + first; step < count; step++, from += stride) {
        for (let at = 0, to = step; at < units; at++, to += blockTokens) tile[to] = values[from + at] as number;
      }
      for (let at = 0; at < units; at++) this.#writeUnit(first + at, block, at * blockTokens, count);
    }
  }

  /** @param from place of the unit's numbers in the tile. */
  #writeUnit(unit: number, block: number, from: number, count: number): void {
    const [tile, values] = [this.#tile, this.#values];
    const place = block * this.width + unit;
    const to = place * blockTokens;
    let [magnitude, squares] = [0, 0];
    for (let step = 0; step < count; step++) {
      const value = tile[from + step] as number;
      if (Math.abs(value) > magnitude) magnitude = Math.abs(value);
      squares += value * value;
    }
    this.#scales[place] = magnitude / largest;
    this.#squares[place] = squares;
    const inverse = magnitude === 0 ? 0 : largest / magnitude;
    for (let step = 0; step < count; step++) {
      // To the nearest whole number: made positive, where to drop what is behind the point is to round down.
      values[to + step] = (((tile[from + step] as number) * inverse + (largest + 1.5)) | 0) - (largest + 1);
    }
  }

  /** One unit after each token from `from` up to `to` (exclusive). */
  read(unit: number, from = 0, to = this.tokens): Float32Array {
    const read = new Float32Array(to - from);
    for (let at = from; at < to;) {
      const block = Math.floor(at / blockTokens);
      const place = block * this.width + unit;
      const scale = this.#scales[place] as number;
      const shift = place * blockTokens - block * blockTokens;
      const end = Math.min(to, (block + 1) * blockTokens);
      for (; at < end; at++) read[at - from] = (this.#values[shift + at] as number) * scale;
    }
    return read;
  }

  /** The largest magnitude of a unit. */
  strongest(unit: number): number {
    let scale = 0;
    for (let place = unit; place < this.#scales.length; place += this.width) {
      scale = Math.max(scale, this.#scales[place] as number);
    }
    return scale * largest;
  }

  /** The root of the mean square of a unit. */
  rootMeanSquare(unit: number): number {
    let squares = 0;
    for (let place = unit; place < this.#squares.length; place += this.width) squares += this.#squares[place] as number;
    return Math.sqrt(squares / this.tokens);
  }

  /** All units after each token of a block, `[count, width]`: what {@link write} was given. */
  rows(start: number, count: number): Float32Array {
    const rows = new Float32Array(count * this.width);
    const block = start / blockTokens;
    const [tile, values] = [this.#tile, this.#values];
    for (let first = 0; first < this.width; first += tileUnits) {
      const units = Math.min(tileUnits, this.width - first);
      for (let at = 0; at < units; at++) {
        const place = block * this.width + first + at;
        const scale = this.#scales[place] as number;
        const from = place * blockTokens;
        const to = at * blockTokens;
        for (let step = 0; step < count; step++) tile[to + step] = (values[from + step] as number) * scale;
      }
      for (let step = 0, to = first; step < count; step++, to += this.width) {
        for (let at = 0, from = step; at < units; at++, from += blockTokens) rows[to + at] = tile[from] as number;
      }
    }
    return rows;
  }
}
