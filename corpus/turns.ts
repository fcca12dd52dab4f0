import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '@house-style/protocol/failure';

/** Milliseconds of work between two looks at what else there is to do: signals, and the output's reader. */
const turn = 20;

/**
 * Reading a folder is done by calls that wait for the system, which take a quarter of the processor's time that those
 * with promises take. So that the process can still be stopped, it comes up for air now and then.
 */
export class Turns {
  #last = performance.now();

  /** @param onProgress called for each thing done, as a sign of life. */
  constructor(
    private readonly signal: AbortSignal | undefined,
    private readonly onProgress: (() => void) | undefined,
  ) {}

  /** To be awaited after each thing done. @throws Failure `interrupted`. */
  async next(): Promise<void> {
    this.onProgress?.();
    if (performance.now() - this.#last > turn) {
      await nextTurn();
      this.#last = performance.now();
    }
    if (this.signal?.aborted) throw new Failure('interrupted', 'Reading the code was interrupted.');
  }
}
