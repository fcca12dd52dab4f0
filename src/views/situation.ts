import * as vscode from 'vscode';
import { folderOfSeveral } from '../inference/workspace-folders';
import type { CompletionSwitch } from '../completion/switch';
import type { InferenceClient } from '../inference/client';
import type { CurrentModel } from '../inference/current-model';
import { documentSelector } from '../inference/document-sync';
import type { Disposable } from '../observable';
import type { Training } from '../training/training';
import { isActive } from '../training/training-state';
import type { Situation } from './status';

/** Gathers from the parts what the views show, and says when any of it changes. */
export class SituationWatch implements Disposable {
  readonly #changed = new vscode.EventEmitter<Situation>();
  readonly #subscriptions: Disposable[];
  readonly onChange = this.#changed.event;

  constructor(
    private readonly parts: {
      readonly client: InferenceClient;
      readonly model: CurrentModel;
      readonly training: Training;
      readonly completionSwitch: CompletionSwitch;
    },
  ) {
    const { client, model, training, completionSwitch } = parts;
    const tell = (): void => this.#changed.fire(this.value);
    this.#subscriptions = [
      this.#changed,
      client.state.onChange(tell),
      client.knowledge.onChange(tell),
      model.state.onChange(tell),
      training.state.onChange(tell),
      completionSwitch.on.onChange(tell),
      completionSwitch.foldersOff.onChange(tell),
      completionSwitch.snooze.state.onChange(tell),
      vscode.workspace.onDidChangeWorkspaceFolders(tell),
      vscode.window.onDidChangeActiveTextEditor(tell),
      vscode.workspace.onDidOpenTextDocument(tell),
      vscode.workspace.onDidGrantWorkspaceTrust(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('housestyle')) tell();
      }),
      this.onChange(({ training: state, suggestions, snooze, folder, model: { kind } }) => {
        void vscode.commands.executeCommand('setContext', 'housestyle.training', isActive(state));
        void vscode.commands.executeCommand('setContext', 'housestyle.suggestions', suggestions);
        void vscode.commands.executeCommand('setContext', 'housestyle.snoozed', snooze !== undefined);
        void vscode.commands.executeCommand('setContext', 'housestyle.inOneOfSeveralFolders', folder !== undefined);
        void vscode.commands.executeCommand('setContext', 'housestyle.trained', kind === 'loaded');
      }),
    ];
    tell();
  }

  get value(): Situation {
    const { client, model, training, completionSwitch } = this.parts;
    return {
      trusted: vscode.workspace.isTrusted,
      suggestions: completionSwitch.on.value,
      snooze: completionSwitch.snooze.state.value,
      language: this.#language(),
      folder: this.#folder(),
      inference: client.state.value,
      knowledge: client.knowledge.value,
      model: model.state.value,
      training: training.state.value,
      now: new Date(),
      locale: vscode.env.language,
    };
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #folder(): Situation['folder'] {
    const folder = folderOfSeveral(vscode.window.activeTextEditor?.document);
    return folder && { name: folder.name, on: this.parts.completionSwitch.isFolderOn(folder) };
  }

  #language(): Situation['language'] {
    const document = vscode.window.activeTextEditor?.document;
    if (document === undefined || vscode.languages.match(documentSelector, document) === 0) return undefined;
    return { id: document.languageId, on: this.parts.completionSwitch.isLanguageOn(document) };
  }
}
