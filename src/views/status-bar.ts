import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import { type Situation, statusOf } from './status';

/** The status bar item; a click opens the menu. */
export class StatusBar implements Disposable {
  readonly #item: vscode.StatusBarItem;

  constructor(
    private readonly situation: () => Situation,
    command: string,
  ) {
    this.#item = vscode.window.createStatusBarItem('housestyle.status', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'House Style';
    this.#item.command = command;
    this.refresh();
    this.#item.show();
  }

  refresh(): void {
    const { text, tooltip, severity } = statusOf(this.situation());
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor =
      severity === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  dispose(): void {
    this.#item.dispose();
  }
}
