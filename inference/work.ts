/**
 * The order in which the process works, for the runtime does one thing at a time: completions first, the newest of them
 * first, because its answer is the one that somebody still looks at; then generation; then what is done in idle time.
 */

/**
 * A step of what is done in idle time. It must not throw.
 *
 * @param signal aborted when a completion is asked for meanwhile: whatever can be left then should be.
 * @returns whether there is more to do.
 */
export type IdleWork = (signal: AbortSignal) => Promise<boolean>;

export class Work {
  readonly #completions: (() => Promise<void>)[] = [];
  #completing = false;
  #idleWork: IdleWork | undefined;
  #idling = false;
  /** Of the step of idle work that is under way. */
  #interruption = new AbortController();
  /** Those who wait until no completion is asked for or worked on. */
  #waiting: (() => void)[] = [];

  /** @param job must not throw. */
  complete(job: () => Promise<void>): void {
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
    for (let job = this.#completions.pop(); job; job = this.#completions.pop()) await job();
    this.#completing = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #runIdleWork(): Promise<void> {
    this.#idling = true;
    while (this.#idleWork) {
      await this.afterCompletions();
      this.#interruption = new AbortController();
      const step = this.#idleWork as IdleWork | undefined;
      if (step && !(await step(this.#interruption.signal)) && this.#idleWork === step) this.#idleWork = undefined;
    }
    this.#idling = false;
  }
}
