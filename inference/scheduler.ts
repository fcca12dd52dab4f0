/**
 * The order in which the process works, for the runtime does one thing at a time: completions first, the newest of them
 * first, because its answer is the one that somebody still looks at; then generation; then what is done in idle time.
 */

/**
 * A step of what is done in idle time. Where it throws, there is no more to do.
 *
 * @param signal aborted when a completion is asked for meanwhile: whatever can be left then should be.
 * @returns whether there is more to do.
 */
export type IdleWork = (signal: AbortSignal) => Promise<boolean>;

export class Scheduler {
  readonly #completions: (() => Promise<unknown>)[] = [];
  #completing = false;
  #idleWork: IdleWork | undefined;
  #idling = false;
  /** Of the step of idle work that is under way. */
  #interruption = new AbortController();
  /** Those who wait until no completion is asked for or worked on. */
  #waiting: (() => void)[] = [];

  /** @param onError told what a job or a step has thrown; all others go on. */
  constructor(private readonly onError: (error: unknown) => void) {}

  complete(job: () => Promise<unknown>): void {
    this.#completions.push(job);
    this.#interruption.abort();
    if (!this.#completing) void this.#runCompletions();
  }

  /** Resolves as soon as nobody waits for a completion: generation asks before each character. */
  async afterCompletions(): Promise<void> {
    while (this.#completing) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Work in small steps for when there is nothing else, in place of any given before. */
  whenIdle(step: IdleWork): void {
    this.#idleWork = step;
    if (!this.#idling) void this.#runIdleWork();
  }

  stopIdling(): void {
    this.#idleWork = undefined;
  }

  async #runCompletions(): Promise<void> {
    this.#completing = true;
    for (let job = this.#completions.pop(); job; job = this.#completions.pop()) await this.#try(job);
    this.#completing = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #runIdleWork(): Promise<void> {
    this.#idling = true;
    while (this.#idleWork) {
      await this.afterCompletions();
      this.#interruption = new AbortController();
      const { signal } = this.#interruption;
      const step = this.#idleWork as IdleWork | undefined;
      const more = step && (await this.#try(() => step(signal)));
      if (more !== true && this.#idleWork === step) this.#idleWork = undefined;
    }
    this.#idling = false;
  }

  /** What a piece of work gives; undefined where it throws, which must not keep anything else from being done. */
  async #try<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.onError(error);
      return undefined;
    }
  }
}
