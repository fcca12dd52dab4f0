/**
 * The order in which the process works, for the runtime does one thing at a time: completions first, the newest of them
 * first, because its answer is the one that somebody still looks at; then generation; then what is done in idle time.
 */
export class Work {
  readonly #completions: (() => Promise<void>)[] = [];
  #completing = false;
  #idleWork: (() => Promise<boolean>) | undefined;
  #idling = false;
  /** Those who wait until no completion is asked for or worked on. */
  #waiting: (() => void)[] = [];

  /** @param job must not throw. */
  complete(job: () => Promise<void>): void {
    this.#completions.push(job);
    if (!this.#completing) void this.#runCompletions();
  }

  /** Resolves as soon as nobody waits for a completion: generation asks before each character. */
  async afterCompletions(): Promise<void> {
    while (this.#completing) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /**
   * Work in small steps for when there is nothing else, in place of any given before.
   *
   * @param step must not throw; returns whether there is more to do.
   */
  whenIdle(step: () => Promise<boolean>): void {
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
      const step = this.#idleWork as (() => Promise<boolean>) | undefined;
      if (step && !(await step()) && this.#idleWork === step) this.#idleWork = undefined;
    }
    this.#idling = false;
  }
}
