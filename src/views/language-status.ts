import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { readModelSources } from '@house-style/protocol/model-sources';
import type { CurrentModel } from '../inference/current-model';
import { documentSelector } from '../inference/document-sync';
import { isInWorkspace, pathInWorkspace } from '../inference/workspace-folders';
import type { Disposable } from '../observable';
import type { Training } from '../training/training';
import { fileStatus } from './file-status';
import { plainText } from './plain-text';
import type { SituationWatch } from './situation';

/** Says beside the file's language whether there are suggestions in it, and what of it was learned. */
export class LanguageStatus implements Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('housestyle.file', documentSelector);
  readonly #subscriptions: Disposable[];
  /** Names of the files that the model has read, and of which model. */
  #read: { readonly corpus: string; readonly paths: ReadonlySet<string> } | undefined;

  constructor(
    private readonly situation: SituationWatch,
    private readonly model: CurrentModel,
    private readonly training: Training,
  ) {
    this.#item.name = 'House Style';
    this.#item.command = { title: l10n.t('Show Menu'), command: 'housestyle.showMenu' };
    this.#subscriptions = [this.#item, situation.onChange(() => void this.#show())];
    void this.#show();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined) return;
    const inWorkspace = isInWorkspace(document.uri);
    const path = inWorkspace ? pathInWorkspace(document.uri) : '';
    const readByModel = await this.#isRead(path);
    // Another one has become active meanwhile, which is shown by itself.
    if (vscode.window.activeTextEditor?.document !== document) return;
    const { trusted, suggestions, language, folder, snooze } = this.situation.value;
    const leftOut = Object.entries(this.training.course.value.corpus?.leftOutPaths ?? {});
    const { text, detail } = fileStatus({
      ...{ trusted, suggestions, inWorkspace, readByModel },
      language: document.languageId,
      languageOn: language?.on ?? true,
      folderOff: folder?.on === false ? folder.name : undefined,
      snoozed: snooze !== undefined,
      leftOutBy: leftOut.find(([, paths]) => paths.includes(path))?.[0],
    });
    this.#item.text = text;
    this.#item.detail = plainText(detail);
  }

  async #isRead(path: string): Promise<boolean | undefined> {
    const { value: state } = this.model.state;
    if (state.kind !== 'loaded') return undefined;
    const { corpus, path: model } = state.model;
    if (this.#read?.corpus !== corpus) {
      const sources = await readModelSources(model, corpus);
      this.#read = { corpus, paths: new Set(sources.map((source) => source.path)) };
    }
    return this.#read.paths.size === 0 ? undefined : this.#read.paths.has(path);
  }
}
