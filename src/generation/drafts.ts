import * as vscode from 'vscode';
import type { LineEnd } from '@house-style/protocol/generated-file';
import type { NamedFolder } from '../inference/workspace-folders';
import { barOf, type DraftState } from './draft';

/** A file that stands in an untitled editor until it is kept. */
export interface Draft {
  readonly document: vscode.TextDocument;
  readonly folder: NamedFolder;
  /** In its folder. */
  readonly path: string;
  readonly lineEnd: LineEnd;
  state: DraftState;
  /** Files that it may follow, the most fitting first. */
  readonly follows: readonly string[];
  /** The file that it follows now, of those. */
  followed: string | undefined;
  /** Ends what is being written. */
  stop: AbortController;
}

/** Tells the manifest which of the commands make sense in the active editor. */
const contextKey = 'housestyle.draft';

/** The files that are not kept yet, with a bar above each. */
export class Drafts implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #drafts = new Map<string, Draft>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  constructor() {
    this.#subscriptions = [
      vscode.languages.registerCodeLensProvider({ scheme: 'untitled' }, this),
      vscode.window.onDidChangeActiveTextEditor(() => this.#tell()),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
    ];
  }

  add(draft: Draft): void {
    this.#drafts.set(draft.document.uri.toString(), draft);
    this.#tell();
  }

  /** @param uri of its document; that of the active editor where not given. */
  find(uri = vscode.window.activeTextEditor?.document.uri): Draft | undefined {
    return uri && this.#drafts.get(uri.toString());
  }

  set(draft: Draft, state: DraftState): void {
    draft.state = state;
    this.#tell();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const draft = this.find(document.uri);
    if (draft === undefined) return [];
    const top = new vscode.Range(0, 0, 0, 0);
    return barOf(draft.state).map(
      ({ title, command = '' }) => new vscode.CodeLens(top, { title, command, arguments: [document.uri] }),
    );
  }

  dispose(): void {
    for (const draft of this.#drafts.values()) draft.stop.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #closed(document: vscode.TextDocument): void {
    const draft = this.find(document.uri);
    // Its name may be another document's by now.
    if (draft?.document !== document) return;
    this.#drafts.delete(document.uri.toString());
    draft.stop.abort();
    this.#tell();
  }

  #tell(): void {
    const kind = this.find()?.state.kind;
    void vscode.commands.executeCommand('setContext', contextKey, kind === 'stopped' ? 'written' : kind);
    this.#changed.fire();
  }
}
