import { Observable, type Disposable } from '../observable';

/** How long suggestions are held back; undefined where they are not. */
export type SnoozeState = { readonly until: Date | 'restart' } | undefined;

/** Minutes of a snooze that ends by itself. */
export const snoozeMinutes = 5;

/** Holds suggestions back for a while that come by themselves. A new window, or a reloaded one, knows nothing of it. */
export class Snooze implements Disposable {
  readonly state = new Observable<SnoozeState>(undefined);
  #timer: NodeJS.Timeout | undefined;

  forAWhile(): void {
    const milliseconds = snoozeMinutes * 60_000;
    this.#begin({ until: new Date(Date.now() + milliseconds) });
    this.#timer = setTimeout(() => this.end(), milliseconds);
  }

  untilRestart(): void {
    this.#begin({ until: 'restart' });
  }

  end(): void {
    this.#begin(undefined);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.state.dispose();
  }

  #begin(state: SnoozeState): void {
    clearTimeout(this.#timer);
    this.state.set(state);
  }
}
