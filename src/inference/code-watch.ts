import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Disposable } from '../observable';
import { affectsWhatIsHidden } from '../settings';

/** Milliseconds without a further change after which changes are told: a build or a checkout makes many. */
const settling = 1_000;
/** Where they go on and on, they are told after so long. */
const longestSettling = 10_000;
/** What git and package managers keep for themselves is nobody's code, and changes by the thousand. */
const nobodysCode = /[\\/](?:\.git|node_modules)[\\/]/;

export interface CodeChanges {
  /** Files that were made or changed, by absolute path. */
  onChanged(paths: readonly string[]): void;
  /** Files and folders that are gone, by absolute path. */
  onDeleted(paths: readonly string[]): void;
  /** What is said of which files are anybody's code may have changed. */
  onRulesChanged(): void;
}

/** Watches the code: what is made, changed and deleted, and rules by which files are no longer to be learned. */
export class CodeWatch implements Disposable {
  readonly #changed = new Set<string>();
  readonly #deleted = new Set<string>();
  #rulesChanged = false;
  #timer: NodeJS.Timeout | undefined;
  /** When the first change was seen that is not told yet, milliseconds. */
  #since: number | undefined;
  readonly #subscriptions: Disposable[];

  constructor(private readonly changes: CodeChanges) {
    const files = vscode.workspace.createFileSystemWatcher('**/*');
    const rules = vscode.workspace.createFileSystemWatcher('**/{.gitignore,.gitattributes}');
    const rulesChanged = (): void => {
      this.#rulesChanged = true;
      this.#settle();
    };
    const changed = ({ fsPath }: vscode.Uri): void => {
      if (nobodysCode.test(fsPath)) return;
      this.#changed.add(fsPath);
      this.#settle();
    };
    this.#subscriptions = [
      files,
      rules,
      files.onDidCreate(changed),
      files.onDidChange(changed),
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
    this.#since ??= performance.now();
    const left = this.#since + longestSettling - performance.now();
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, Math.min(settling, left)));
  }

  #tell(): void {
    // Some programs save a file by deleting it first.
    const deleted = [...this.#deleted].filter((file) => !existsSync(file));
    const changed = [...this.#changed, ...[...this.#deleted].filter((file) => !deleted.includes(file))];
    this.#changed.clear();
    this.#deleted.clear();
    this.#since = undefined;
    if (this.#rulesChanged) this.changes.onRulesChanged();
    else {
      if (deleted.length > 0) this.changes.onDeleted(deleted);
      if (changed.length > 0) this.changes.onChanged(changed);
    }
    this.#rulesChanged = false;
  }
}
