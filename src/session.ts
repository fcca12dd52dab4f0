import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { InferenceClient } from './inference/client';
import type { CurrentModel } from './inference/current-model';
import type { WorkspaceCorpus } from './inference/workspace-corpus';
import type { Disposable } from './observable';
import type { Settings } from './settings';
import type { TrainingStorage } from './training/storage';
import type { Training } from './training/training';

/**
 * Joins the workspace, training and inference: the model that is there is loaded, each training that is done brings a
 * new one, and the workspace's code is known beside it.
 */
export class Session implements Disposable {
  readonly #subscription: Disposable;
  #begun = false;

  constructor(
    private readonly client: InferenceClient,
    private readonly model: CurrentModel,
    private readonly corpus: WorkspaceCorpus,
    private readonly training: Training,
    private readonly storage: TrainingStorage,
    private readonly settings: Settings,
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
    void this.#gatherCode();
    await this.training.findAgain();
  }

  /** Of the folder that the model comes from, or would. */
  async #gatherCode(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const trained = await this.training.trainedFolder();
    const folder = folders.find(({ uri }) => uri.fsPath === trained) ?? folders[0];
    if (folder?.uri.scheme !== 'file') return;
    const { fsPath } = folder.uri;
    await this.corpus.gather({
      folder: fsPath,
      exclude: this.settings.training(folder.uri).exclude,
      near: openFiles(fsPath),
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Open files in a folder, those that are seen first; relative to it, with forward slashes. */
function openFiles(folder: string): string[] {
  const seen = vscode.window.visibleTextEditors.map(({ document }) => document);
  const open = new Set([...seen, ...vscode.workspace.textDocuments]);
  return [...open]
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => path.relative(folder, uri.fsPath).replaceAll('\\', '/'))
    .filter((relative) => relative !== '' && !relative.startsWith('../') && !path.isAbsolute(relative));
}
