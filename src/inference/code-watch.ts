import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import { affectsWhatIsHidden } from '../settings';

/** Milliseconds without a further change after which changes are told: a build or a checkout makes many. */
const settling = 1_000;

export interface CodeChanges {
  /** Files and folders that are gone, by absolute path. */
  onDeleted(paths: readonly string[]): void;
  /** What is said of which files are anybody's code may have changed. */
  onRulesChanged(): void;
}

/** Watches for what must be forgotten: files that are deleted, and rules by which others are no longer to be learned. */
export class CodeWatch implements Disposable {
  readonly #deleted = new Set<string>();
  #rulesChanged = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #subscriptions: Disposable[];

  constructor(private readonly changes: CodeChanges) {
    const files = vscode.workspace.createFileSystemWatcher('**/*', true, true, false);
    const rules = vscode.workspace.createFileSystemWatcher('**/{.gitignore,.gitattributes}');
    const rulesChanged = (): void => {
      this.#rulesChanged = true;
      this.#settle();
    };
    this.#subscriptions = [
      files,
      rules,
      files.onDidDelete((uri) => {
        this.#deleted.add(uri.fsPath);
        this.#settle();
      }),
      rules.onDidCreate(rulesChanged),
      rules.onDidChange(rulesChanged),
      rules.onDidDelete(rulesChanged),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (affectsWhatIsHidden(change)) rulesChanged();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), settling);
  }

  #tell(): void {
    // Some programs save a file by deleting it first.
    const deleted = [...this.#deleted].filter((file) => !existsSync(file));
    this.#deleted.clear();
    if (this.#rulesChanged) this.changes.onRulesChanged();
    else if (deleted.length > 0) this.changes.onDeleted(deleted);
    this.#rulesChanged = false;
  }
}
