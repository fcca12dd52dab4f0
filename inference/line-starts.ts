/**
 * Where the lines of a text start, kept by edits. Those behind the last edit are moved when they are next asked about, so
 * that a keystroke costs no more in a long text than in a short one while they come near each other.
 */
export class LineStarts {
  /** Those from {@link #from} on are yet to be moved by {@link #shift}. */
  readonly #starts: number[];
  #from: number;
  #shift = 0;

  /** @param starts code units, at least that of the first line. */
  constructor(starts: readonly number[]) {
    this.#starts = [...starts];
    this.#from = starts.length;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Undefined behind the last line. */
  at(line: number): number | undefined {
    const start = this.#starts[line];
    return start === undefined || line < this.#from ? start : start + this.#shift;
  }

  /** Index of the line that a place lies in. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.at(middle) as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /**
   * Puts other lines in the place of those from `first` to before `next`.
   *
   * @param starts of the lines that come, counted from where the first one starts.
   * @param grown by how much the text behind them moves.
   */
  replace(first: number, next: number, starts: readonly number[], grown: number): void {
    const base = this.at(first) as number;
    for (let line = this.#from; line < next; line++) (this.#starts[line] as number) += this.#shift;
    for (let line = next; line < this.#from; line++) (this.#starts[line] as number) -= this.#shift;
    const [count, gone] = [starts.length, next - first];
    if (count !== gone) {
      // Of any number of lines, more than a call takes arguments.
      const behind = this.#starts.splice(first);
      for (let line = 0; line < count; line++) this.#starts.push(0);
      for (let line = gone; line < behind.length; line++) this.#starts.push(behind[line] as number);
    }
    for (let line = 0; line < count; line++) this.#starts[first + line] = base + (starts[line] as number);
    this.#from = first + count;
    this.#shift += grown;
  }
}
