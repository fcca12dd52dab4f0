/** What must be told when it is no longer needed; VS Code's own Disposable has this shape. */
export interface Disposable {
  dispose(): void;
}

/** A value that others can watch, without VS Code's events, so that it also runs in unit tests. */
export class Observable<Value> implements Disposable {
  readonly #listeners = new Set<(value: Value) => void>();
  #value: Value;

  constructor(initial: Value) {
    this.#value = initial;
  }

  get value(): Value {
    return this.#value;
  }

  /** Tells the listeners, unless it is the very value that they were told before. */
  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  onChange(listener: (value: Value) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
