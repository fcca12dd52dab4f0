import { asFailure, type Failure } from '@house-style/protocol/failure';
import type { LoadedModel } from '@house-style/protocol/inference-messages';
import type { Log } from '../log';
import { Observable, type Disposable } from '../observable';
import { defaultSettings, type InferenceClient } from './client';

export type ModelState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly path: string }
  | { readonly kind: 'loaded'; readonly model: LoadedModel }
  | { readonly kind: 'failed'; readonly path: string; readonly failure: Failure };

/** Which model the inference process holds; loads it again after a restart. */
export class CurrentModel implements Disposable {
  readonly state = new Observable<ModelState>({ kind: 'none' });
  readonly #subscription: Disposable;
  #path: string | undefined;
  #attempt = 0;

  constructor(
    private readonly client: InferenceClient,
    private readonly log: Log,
    private readonly settings = () => defaultSettings,
  ) {
    this.#subscription = client.onStart(() => {
      if (this.#path !== undefined) void this.use(this.#path);
    });
  }

  /** Loads the model again, as after a change of the settings. */
  async reload(): Promise<void> {
    if (this.#path !== undefined) await this.use(this.#path);
  }

  /** Loads a model in place of the one in use, which stays in use where the new one is refused. */
  async use(path: string): Promise<ModelState> {
    const previousPath = this.#path;
    const previous = this.state.value;
    const attempt = ++this.#attempt;
    this.#path = path;
    if (previous.kind !== 'loaded') this.state.set({ kind: 'loading', path });
    const outcome = await this.#load(path);
    // A later call has taken over, or the process ended and the next one loads again by itself.
    if (attempt !== this.#attempt || this.client.state.value.kind === 'restarting') return outcome;
    if (outcome.kind === 'failed' && previous.kind === 'loaded') this.#path = previousPath;
    else this.state.set(outcome);
    return outcome;
  }

  /** Lets go of the model: it is not loaded again. */
  forget(): void {
    this.#attempt += 1;
    this.#path = undefined;
    this.state.set({ kind: 'none' });
  }

  async #load(path: string): Promise<ModelState> {
    try {
      const model = await this.client.load(path, this.settings());
      this.log.info(`Model loaded: ${path}, ${model.parameters} parameters, trained ${model.trainedAt}.`);
      if (model.deviceRefusal !== undefined) this.log.warn(model.deviceRefusal);
      return { kind: 'loaded', model };
    } catch (thrown) {
      const failure = asFailure(thrown);
      this.log.error(`The model ${path} could not be loaded (${failure.code}): ${failure.message}`);
      return { kind: 'failed', path, failure };
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    this.state.dispose();
  }
}
