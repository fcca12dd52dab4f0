import { tell } from './output';

/** Milliseconds between two lines. */
const interval = 1000;

/**
 * Says every second how much was done. Whoever started the command takes silence for a step that never ends, which no
 * timer in this process could interrupt.
 */
export class SignsOfLife {
  #done = 0;
  #last = performance.now();

  constructor(private readonly what: string) {}

  /** One more is done. */
  show(): void {
    this.#done += 1;
    const now = performance.now();
    if (now - this.#last < interval) return;
    this.#last = now;
    tell(`${this.#done.toLocaleString('en')} ${this.what}.`);
  }
}
