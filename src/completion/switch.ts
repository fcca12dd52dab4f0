import * as vscode from 'vscode';
import { folderOfSeveral } from '../inference/workspace-folders';
import { Observable, type Disposable } from '../observable';
import type { Settings } from '../settings';
import type { QuietReason } from './answer';
import { Snooze } from './snooze';
import { decidingScope, isLanguageEnabled, type EnabledLanguages, type LanguagesByScope } from './language';

const targets = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

const rememberedAs = 'house-style.suggestions';
const foldersRememberedAs = 'house-style.foldersOff';

/**
 * Whether suggestions are wanted: the switch of this workspace and those of its folders, the languages in the settings,
 * and whether they come by themselves or only when asked for, for a while or by the settings.
 */
export class CompletionSwitch implements Disposable {
  readonly on: Observable<boolean>;
  readonly snooze = new Snooze();
  /** Folders of the workspace that are off, by their addresses. */
  readonly foldersOff: Observable<readonly string[]>;
  readonly #busy = new Set<string>();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly settings: Settings,
  ) {
    this.on = new Observable(memory.get(rememberedAs, true));
    this.foldersOff = new Observable<readonly string[]>(memory.get(foldersRememberedAs, []));
  }

  async set(on: boolean): Promise<void> {
    this.on.set(on);
    await this.memory.update(rememberedAs, on);
  }

  isFolderOn({ uri }: vscode.WorkspaceFolder): boolean {
    return !this.foldersOff.value.includes(uri.toString());
  }

  async setFolder({ uri }: vscode.WorkspaceFolder, on: boolean): Promise<void> {
    const others = this.foldersOff.value.filter((folder) => folder !== uri.toString());
    this.foldersOff.set(on ? others : [...others, uri.toString()]);
    await this.memory.update(foldersRememberedAs, this.foldersOff.value);
  }

  isLanguageOn(document: vscode.TextDocument): boolean {
    return isLanguageEnabled(this.settings.get('enable', document), document.languageId);
  }

  /** Switches a document's language on or off, in the settings that decide about it. */
  async setLanguage({ uri, languageId: language }: vscode.TextDocument, on: boolean): Promise<void> {
    const settings = vscode.workspace.getConfiguration('housestyle', uri);
    const inspected = settings.inspect<EnabledLanguages>('enable');
    const scopes: LanguagesByScope = {
      user: inspected?.globalValue,
      workspace: inspected?.workspaceValue,
      folder: inspected?.workspaceFolderValue,
    };
    const scope = decidingScope(scopes, language);
    await settings.update('enable', { ...scopes[scope], [language]: on }, targets[scope]);
  }

  /** Keeps a document quiet while text is generated into it. */
  quietWhile(document: vscode.TextDocument): Disposable {
    const name = document.uri.toString();
    this.#busy.add(name);
    return { dispose: () => this.#busy.delete(name) };
  }

  /** @param invoked the user asked for this suggestion. */
  whyOff(document: vscode.TextDocument, invoked: boolean): QuietReason | undefined {
    if (!this.on.value) return 'switched-off';
    if (this.#busy.has(document.uri.toString())) return 'generating';
    if (!this.isLanguageOn(document)) return 'language-off';
    const folder = folderOfSeveral(document);
    if (folder !== undefined && !this.isFolderOn(folder)) return 'folder-off';
    if (this.snooze.state.value !== undefined && !invoked) return 'snoozed';
    return invoked || this.settings.get('completion.automatic', document) ? undefined : 'only-when-asked';
  }

  dispose(): void {
    this.on.dispose();
    this.foldersOff.dispose();
    this.snooze.dispose();
  }
}
