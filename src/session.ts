import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { endTraining, removeStorage, type StorageFolders, storagesOfAllWorkspaces } from './forgetting/learned-storage';
import { isTraining, type PartKind, removeStored } from './forgetting/stored-parts';
import { StorageWatch } from './forgetting/storage-watch';
import type { InferenceClient } from './inference/client';
import { CodeWatch } from './inference/code-watch';
import type { CurrentModel } from './inference/current-model';
import type { WorkspaceCorpus } from './inference/workspace-corpus';
import { codeFolders, isInWorkspace, pathInWorkspace } from './inference/workspace-folders';
import type { Log } from './log';
import type { Disposable } from './observable';
import type { Settings } from './settings';
import type { ModelHistory } from './training/model-history';
import type { TrainingStorage } from './training/storage';
import type { Training } from './training/training';
import { isActive } from './training/training-state';

/** Under this name the editor remembers that this workspace was forgotten and is not learned until somebody wants it. */
const forgottenKey = 'house-style.forgotten';

/** What the extension keeps that is not learned. */
const notLearned = ['tensorflow'];

export interface SessionParts {
  readonly client: InferenceClient;
  readonly model: CurrentModel;
  readonly corpus: WorkspaceCorpus;
  readonly training: Training;
  readonly history: ModelHistory;
  readonly log: Log;
  readonly storage: TrainingStorage;
  readonly settings: Settings;
  /** What the editor remembers of this workspace. */
  readonly memory: vscode.Memento;
  readonly folders: StorageFolders;
}

/**
 * Joins the workspace, training and inference: the model that is there is loaded, each training that is done brings a
 * new one, and the workspace's code is known beside it. What is gone of the code is forgotten, and all of it when told.
 */
export class Session implements Disposable {
  readonly #subscriptions: Disposable[];
  #storageWatch: Disposable | undefined;
  #begun = false;

  constructor(private readonly parts: SessionParts) {
    const { client, training } = parts;
    this.#subscriptions = [
      training.state.onChange((state) => {
        if ((state.kind === 'done' || state.kind === 'stopped') && state.modelPath !== undefined) {
          void this.#take(state.modelPath, state.kind === 'stopped');
        }
        // Who trains wants it to be learned again.
        if (isActive(state)) void this.learn();
      }),
      client.onOutdated(() => void this.#gatherCode()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.#gatherCode()),
      new CodeWatch({
        onChanged: (paths) => client.tell({ kind: 'changed', paths }),
        onDeleted: (paths) => client.tell({ kind: 'deleted', paths }),
        onRulesChanged: () => void this.#gatherCode(),
      }),
    ];
  }

  /** To be called once the workspace is trusted: both model and training come from its files. */
  async begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    if (!this.#isForgotten) this.#start();
    await this.parts.training.findAgain();
  }

  /** Learns the workspace again after it was forgotten. */
  async learn(): Promise<void> {
    if (!this.#isForgotten || !this.#begun) return;
    await this.parts.memory.update(forgottenKey, undefined);
    this.#start();
  }

  /** Forgets what was learned from editing, and learns the files anew as they are. */
  async reset(): Promise<void> {
    this.parts.client.tell({ kind: 'reset' });
    await this.#gatherCode();
  }

  /**
   * Forgets everything that was learned of this workspace: ends what works with it, whose memory goes with it, and then
   * removes all that is stored. It is not learned again until {@link learn}, nor by a later window.
   *
   * @throws the system's error where something cannot be removed.
   */
  async forget(): Promise<void> {
    const { client, model, corpus, training, memory, storage, folders } = this.parts;
    await memory.update(forgottenKey, true);
    this.#storageWatch?.dispose();
    this.#storageWatch = undefined;
    await Promise.all([training.abandon(), corpus.forget(), client.end()]);
    model.forget();
    await endTraining(storage.folder);
    await removeStorage(storage.folder, storage.folder === folders.global ? notLearned : []);
  }

  /** The same for every workspace on this machine; windows that have others open notice it by themselves. */
  async forgetAll(): Promise<void> {
    await this.forget();
    const { folders } = this.parts;
    for (const folder of await storagesOfAllWorkspaces(folders)) {
      await endTraining(folder);
      await removeStorage(folder);
    }
    await endTraining(folders.global);
    await removeStorage(folders.global, notLearned);
  }

  /**
   * Deletes a part of what is stored of this workspace, of which nobody makes use any more then.
   *
   * @returns false where a training is at work, and all of it stays.
   * @throws the system's error where something cannot be deleted.
   */
  async removePart(part: PartKind): Promise<boolean> {
    const { client, model, corpus, storage, training } = this.parts;
    if (isActive(training.state.value) || (await isTraining(storage.folder))) return false;
    switch (part) {
      case 'tables':
      case 'checkpoints':
        return await removeStored(storage.folder, part);
      case 'code':
        // The process that has read it goes on; one that is started later is not sent to a file that is gone.
        await corpus.forget();
        return await removeStored(storage.folder, part);
      case 'model': {
        // Its memory goes with the process.
        const wasLoaded = model.state.value.kind !== 'none';
        if (wasLoaded) await client.end();
        model.forget();
        try {
          return await removeStored(storage.folder, part);
        } finally {
          if (wasLoaded) client.start();
        }
      }
    }
  }

  /** Where this workspace's storage lies, and that of all. */
  get storage(): { readonly folder: string; readonly folders: StorageFolders } {
    return { folder: this.parts.storage.folder, folders: this.parts.folders };
  }

  /**
   * Trains from the beginning, from nothing of what was trained before.
   *
   * @param keepsModels whether the earlier models stay to go back to; else what they have read is forgotten with them.
   */
  async trainAgain(keepsModels: boolean): Promise<void> {
    const { training, storage, settings, history } = this.parts;
    const trained = await training.trainedFolders();
    const all = codeFolders(settings);
    const still = all.filter(({ folder }) => trained.includes(folder));
    const folders = still.length > 0 ? still : all;
    if (folders.length === 0 || isActive(training.state.value)) return;
    if (!keepsModels) await history.clear();
    for (const file of [storage.checkpoint, `${storage.checkpoint}.previous`]) await rm(file, { force: true });
    const [only] = folders.length === 1 ? folders : [];
    await training.start(folders, settings.training(only && vscode.Uri.file(only.folder)));
  }

  /** Uses the model that a training has left, and keeps it to come back to. */
  async #take(modelPath: string, stopped: boolean): Promise<void> {
    const { training, history, model, log } = this.parts;
    await history.keep(training.course.value, stopped).catch((error: unknown) => {
      log.warn(`The model is not kept to come back to: ${String(error)}`);
    });
    await model.use(modelPath);
  }

  dispose(): void {
    this.#storageWatch?.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #isForgotten(): boolean {
    return this.parts.memory.get(forgottenKey) === true;
  }

  #start(): void {
    const { client, model, storage } = this.parts;
    client.start();
    if (existsSync(storage.model)) void model.use(storage.model);
    this.#storageWatch ??= new StorageWatch(storage.folder, () => void this.forget());
    void this.#gatherCode();
  }

  async #gatherCode(): Promise<void> {
    if (!this.#begun || this.#isForgotten) return;
    await this.parts.corpus.gather({ folders: codeFolders(this.parts.settings), near: openFiles() });
  }
}

/** Names of open files of the workspace, those that are seen first. */
function openFiles(): string[] {
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document);
  const open = new Set([...seen, ...vscode.workspace.textDocuments]);
  const names = [...open].filter(({ uri }) => isInWorkspace(uri)).map(({ uri }) => pathInWorkspace(uri));
  // The cells of a notebook are called as it is.
  return [...new Set(names)];
}
