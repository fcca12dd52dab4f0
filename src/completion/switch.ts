import * as vscode from 'vscode';
import { Observable, type Disposable } from '../observable';
import type { QuietReason } from './answer';
import { isLanguageEnabled, type EnabledLanguages } from './language';

const rememberedAs = 'house-style.suggestions';

/**
 * Whether suggestions are wanted: the switch of this workspace, the languages in the settings, and whether they come
 * by themselves or only when asked for.
 */
export class CompletionSwitch implements Disposable {
  readonly on: Observable<boolean>;
  readonly #busy = new Set<string>();

  constructor(private readonly memory: vscode.Memento) {
    this.on = new Observable(memory.get(rememberedAs, true));
    this.#tellMenus();
  }

  async set(on: boolean): Promise<void> {
    this.on.set(on);
    this.#tellMenus();
    await this.memory.update(rememberedAs, on);
  }

  isLanguageOn(document: vscode.TextDocument): boolean {
    const settings = vscode.workspace.getConfiguration('housestyle', document);
    return isLanguageEnabled(settings.get<EnabledLanguages>('enable', {}), document.languageId);
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
    const settings = vscode.workspace.getConfiguration('housestyle.completion', document);
    return invoked || settings.get<boolean>('automatic', true) ? undefined : 'only-when-asked';
  }

  dispose(): void {
    this.on.dispose();
  }

  #tellMenus(): void {
    void vscode.commands.executeCommand('setContext', 'house-style.suggestions', this.on.value);
  }
}
