/** Tokens of a block: each unit's numbers of a block are scaled together. Whoever writes begins where a block does. */
export const blockTokens = 128;
const largest = 0x7fff;
/** Units that are turned from rows to columns together: as many numbers as a line of the processor's cache holds. */
const tileUnits = 16;

interface Magnitudes {
  readonly strongest: number;
  readonly rootMeanSquare: number;
}

/**
 * What the units of a layer were after each token of a text: 16 bits a number, in blocks of tokens and in each unit by
 * unit, so that one unit is read by jumping from block to block.
 */
export class UnitTraces {
  /** `[blocks, width, tokens of a block]`: what is written together lies together. */
  readonly #values: Int16Array;
  /** What a block's numbers are multiplied by, `[blocks, width]`. */
  readonly #scales: Float32Array;
  readonly #known = new Map<number, Magnitudes>();
  /** What the units of a tile are multiplied by. */
  readonly #inverses = new Float64Array(tileUnits);
  /** Some units of a block, `[units, tokens]`. */
  readonly #tile = new Float32Array(tileUnits * blockTokens);

  /** @param bound magnitude that no number goes beyond; where it is not given each block is measured. */
  constructor(
    readonly width: number,
    readonly tokens: number,
    private readonly bound = Infinity,
  ) {
    const blocks = Math.ceil(tokens / blockTokens);
    this.#values = new Int16Array(blocks * width * blockTokens);
    this.#scales = new Float32Array(blocks * width);
  }

  /**
   * Keeps the numbers of one block, or of its first part where the text ends.
   *
   * @param start token, a multiple of {@link blockTokens}.
   * @param values `[count, stride]`, of which each row holds this layer's units from `offset` on.
   */
  write(start: number, count: number, values: Float32Array, offset = 0, stride = this.width): void {
    const first = (start / blockTokens) * this.width;
    for (let unit = 0; unit < this.width; unit++) this.#scales[first + unit] = this.bound / largest;
    if (!Number.isFinite(this.bound)) this.#measure(first, count, values, offset, stride);
    const kept = this.#values;
    const scales = this.#scales;
    for (let tile = 0; tile < this.width; tile += tileUnits) {
      const units = Math.min(tileUnits, this.width - tile);
      const inverses = this.#inverses;
      for (let at = 0; at < units; at++) {
        const scale = scales[first + tile + at] as number;
        inverses[at] = scale === 0 ? 0 : 1 / scale;
      }
      const to = (first + tile) * blockTokens;
      for (let step = 0, from = offset + tile; step < count; step++, from += stride) {
        for (let at = 0, place = to + step; at < units; at++, place += blockTokens) {
          // To the nearest whole number: made positive, where to drop what is behind the point is to round down.
          const scaled = (values[from + at] as number) * (inverses[at] as number);
          kept[place] = ((scaled + (largest + 1.5)) | 0) - (largest + 1);
        }
      }
    }
  }

  /** Scales the units of a block by their largest magnitudes. @param first place of the block's first unit. */
  #measure(first: number, count: number, values: Float32Array, offset: number, stride: number): void {
    const scales = this.#scales.subarray(first, first + this.width).fill(0);
    for (let step = 0, from = offset; step < count; step++, from += stride) {
      for (let unit = 0; unit < this.width; unit++) {
        const magnitude = Math.abs(values[from + unit] as number) / largest;
        if (magnitude > (scales[unit] as number)) scales[unit] = magnitude;
      }
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
    return this.#magnitudes(unit).strongest;
  }

  /** The root of the mean square of a unit. */
  rootMeanSquare(unit: number): number {
    return this.#magnitudes(unit).rootMeanSquare;
  }

  /** To be asked for when all is written. */
  #magnitudes(unit: number): Magnitudes {
    const known = this.#known.get(unit);
    if (known !== undefined) return known;
    let [strongest, squares] = [0, 0];
    for (const value of this.read(unit)) {
      if (Math.abs(value) > strongest) strongest = Math.abs(value);
      squares += value * value;
    }
    const found = { strongest, rootMeanSquare: Math.sqrt(squares / this.tokens) };
    this.#known.set(unit, found);
    return found;
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
