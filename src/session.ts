import { existsSync } from 'node:fs';
import type { InferenceClient } from './inference/client';
import type { CurrentModel } from './inference/current-model';
import type { Disposable } from './observable';
import type { TrainingStorage } from './training/storage';
import type { Training } from './training/training';

/** Joins training and inference: the model that is there is loaded, and each training that is done brings a new one. */
export class Session implements Disposable {
  readonly #subscription: Disposable;
  #begun = false;

  constructor(
    private readonly client: InferenceClient,
    private readonly model: CurrentModel,
    private readonly training: Training,
    private readonly storage: TrainingStorage,
  ) {
    this.#subscription = training.state.onChange((state) => {
      if (state.kind === 'done') void this.model.use(state.modelPath);
    });
  }

  /** To be called once the workspace is trusted: both model and training come from its files. */
  async begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    this.client.start();
    if (existsSync(this.storage.model)) void this.model.use(this.storage.model);
    await this.training.findAgain();
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
