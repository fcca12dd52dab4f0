/** Waits until nobody seems to be typing, for work that suggestions would suffer from. */
export class QuietTime {
  #lastRequest = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** To be told of each completion that is asked for. */
  noteRequest(): void {
    this.#lastRequest = performance.now();
  }

  /**
   * Does something when nothing has been asked for so long from now on, in place of what was to be done then before.
   *
   * @param length milliseconds.
   */
  after(length: number, work: () => void): void {
    clearTimeout(this.#timer);
    const wait = (time: number): void => {
      this.#timer = setTimeout(() => {
        const left = this.#lastRequest + length - performance.now();
        if (left > 0) wait(left);
        else work();
      }, time).unref();
    };
    wait(length);
  }
}
