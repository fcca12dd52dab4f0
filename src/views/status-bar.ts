import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import type { SituationWatch } from './situation';
import { type Situation, statusOf } from './status';

/** The status bar item; a click opens the menu. */
export class StatusBar implements Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: Disposable;

  constructor(situation: SituationWatch, command: string) {
    this.#item = vscode.window.createStatusBarItem('housestyle.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'House Style';
    this.#item.command = command;
    this.#show(situation.value);
    this.#item.show();
    this.#subscription = situation.onChange((now) => this.#show(now));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(situation: Situation): void {
    const { text, tooltip, severity } = statusOf(situation);
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    // Else screen readers hear the icon's name, the text and the tooltip, which say the same.
    this.#item.accessibilityInformation = { label: tooltip };
    this.#item.backgroundColor =
      severity === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }
}
