import type { LanguageModel } from '@house-style/model/lstm/language-model';

/** A loaded model that is let go of when another one has taken its place and nobody works with it any more. */
export class ModelInUse {
  #users = 0;
  #replaced = false;

  /** @param onError told what goes wrong when its memory is given back. */
  constructor(
    readonly model: LanguageModel,
    private readonly onError: (error: unknown) => void,
  ) {}

  async using<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#users += 1;
    try {
      return await run();
    } finally {
      this.#users -= 1;
      this.#release();
    }
  }

  replaced(): void {
    this.#replaced = true;
    this.#release();
  }

  #release(): void {
    if (this.#replaced && this.#users === 0) this.model.dispose().catch(this.onError);
  }
}

/** Work with a model, or without one. */
export function using<Result>(model: ModelInUse | undefined, run: () => Promise<Result>): Promise<Result> {
  return model === undefined ? run() : model.using(run);
}
