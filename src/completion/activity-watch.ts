import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import { type Activity, editOf, type LastEdit } from './manners';

/** Watches what is done in documents. */
export class ActivityWatch implements Disposable {
  readonly #edits = new WeakMap<vscode.TextDocument, LastEdit>();
  readonly #subscription: Disposable;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      const edit = editOf(contentChanges, reason !== undefined);
      if (edit !== undefined) this.#edits.set(document, edit);
    });
  }

  /** @param document one that suggestions are wanted in; what is selected is known of the editor at work. */
  activityIn(document: vscode.TextDocument): Activity {
    const editor = vscode.window.activeTextEditor;
    const selections = editor?.document === document ? editor.selections : [];
    return {
      lastEdit: this.#edits.get(document) ?? 'typed',
      cursors: selections.length,
      selecting: selections.some(({ isEmpty }) => !isEmpty),
    };
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
