/**
 * What is timed, in a process of its own: a driver that crashes ends that process only, and a framework that takes all
 * of a card's memory gives it back with its end. It prints one line when it is ready, and for each line "count" that it
 * reads the seconds which so many took.
 */
import readline from 'node:readline';
import { execa } from 'execa';

/** Longest wait for one line, milliseconds: shaders and graphs of large networks are compiled in the first. */
const patience = 300_000;
/** Of what a process that failed has said, characters. */
const longestReason = 300;

export class TimedProcess {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  /**
   * @returns it and the line that it printed when it was ready.
   * @throws Error with the end of what it said, where it cannot start.
   */
  static async start(program: string, args: readonly string[]): Promise<{ timed: TimedProcess; ready: string }> {
    const timed = new TimedProcess(program, args);
    return { timed, ready: await timed.#line() };
  }

  private constructor(program: string, args: readonly string[]) {
    this.#child = execa(program, args, { buffer: { stdout: false }, reject: false });
    // Written to after its end, a process is told of by its missing answer.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = this.#child[Symbol.asyncIterator]();
  }

  /** Seconds that so many took. */
  async time(count: number): Promise<number> {
    this.#child.stdin.write(`${count}\n`);
    return Number(await this.#line());
  }

  stop(): void {
    this.#child.stdin.end();
    this.#child.kill();
  }

  async #line(): Promise<string> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), patience);
    const line = await this.#lines.next();
    clearTimeout(timer);
    if (line.done !== true) return line.value;
    const { stderr, originalMessage } = await this.#child;
    const said = stderr.trim().split('\n').at(-1) ?? '';
    throw new Error((said || originalMessage)?.slice(0, longestReason) ?? 'it ended without a word');
  }
}

/** The other side: answers each line of standard input with the seconds that `run` takes for so many. */
export async function answerTimes(ready: string, run: (count: number) => Promise<unknown>): Promise<void> {
  process.stdout.write(`${ready}\n`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const began = performance.now();
    await run(Number(line));
    process.stdout.write(`${(performance.now() - began) / 1000}\n`);
  }
}
