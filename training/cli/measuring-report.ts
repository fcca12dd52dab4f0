import { controlsWrittenOut } from '@house-style/protocol/control-characters';
import { tell } from './output';

/** Milliseconds between two lines of progress where none can be rewritten. */
const lineInterval = 10_000;
/** Milliseconds between two rewritings of one. */
const rewriteInterval = 200;

/** Tells on standard error how far a measurement is: one line that is rewritten on a terminal, a line now and then else. */
export class MeasuringReport {
  #last = performance.now();
  #written = false;

  progress(what: string, fraction: number, detail = ''): void {
    const now = performance.now();
    if (now - this.#last < (process.stderr.isTTY ? rewriteInterval : lineInterval)) return;
    this.#last = now;
    const line = `${what}: ${Math.floor(100 * fraction)} %${detail && ` · ${detail}`}`;
    if (!process.stderr.isTTY) {
      tell(line);
      return;
    }
    process.stderr.write(`\r${controlsWrittenOut(line)}\x1b[K`);
    this.#written = true;
  }

  /** Takes the line away. */
  close(): void {
    if (this.#written) process.stderr.write('\r\x1b[K');
    this.#written = false;
  }
}
