import * as vscode from 'vscode';
import type { Edit } from '@house-style/protocol/edit';
import type { Origin } from '@house-style/protocol/inference-messages';
import type { Log } from '../log';
import type { Disposable } from '../observable';
import type { InferenceClient } from './client';
import { pathInWorkspace } from './workspace-folders';

/** Where people write code; other schemes are output, differences and the like. */
export const documentSelector: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-notebook-cell' },
];

/**
 * Keeps the inference process's copies of documents equal to the editor's: whole when a document is first needed, as
 * edits from then on, whole again when the process was restarted.
 */
export class DocumentSync implements Disposable {
  /** Versions that the process has, by document. */
  readonly #versions = new Map<string, number>();
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly client: InferenceClient,
    private readonly log: Log,
    /** Where a document comes from, by which it is learned or not. */
    private readonly originOf: (uri: vscode.Uri) => Origin,
  ) {
    this.#subscriptions = [
      client.onStart(() => this.#openAgain()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#change(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      // Where documents belong, and what is hidden there, goes with them and decides what is learned of them.
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#openAgain()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('files.exclude')) this.#openAgain();
      }),
      // Opened before the first key, so that the text before the cursor is already read by then.
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#prepare(editor)),
    ];
    this.#prepare(vscode.window.activeTextEditor);
  }

  /** Makes sure that the process has this document; returns the name that requests use for it. */
  ensureOpen(document: vscode.TextDocument): string {
    const name = document.uri.toString();
    if (this.#versions.get(name) !== document.version) this.#open(document);
    return name;
  }

  /** Sends a document whole again, because the process's copy turned out to differ. */
  reopen(document: vscode.TextDocument): void {
    this.log.warn(`The inference process's copy of ${document.uri.toString()} was stale and is sent again.`);
    this.client.tell({ kind: 'close', document: document.uri.toString() });
    this.#open(document);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #prepare(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || vscode.languages.match(documentSelector, editor.document) === 0) return;
    this.ensureOpen(editor.document);
  }

  #open(document: vscode.TextDocument): void {
    const name = document.uri.toString();
    this.#versions.set(name, document.version);
    this.client.tell({
      kind: 'open',
      document: name,
      version: document.version,
      path: pathInWorkspace(document.uri),
      text: document.getText(),
      origin: this.originOf(document.uri),
    });
  }

  #change({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const name = document.uri.toString();
    const known = this.#versions.get(name);
    if (known === undefined || known === document.version) return;
    if (contentChanges.length === 0) {
      // Line endings were changed as a whole.
      this.#open(document);
      return;
    }
    this.#versions.set(name, document.version);
    this.client.tell({ kind: 'edit', document: name, version: document.version, edits: contentChanges.map(asEdit) });
  }

  #close(document: vscode.TextDocument): void {
    const name = document.uri.toString();
    if (this.#versions.delete(name)) this.client.tell({ kind: 'close', document: name });
  }

  #openAgain(): void {
    const known = new Set(this.#versions.keys());
    this.#versions.clear();
    for (const document of vscode.workspace.textDocuments) {
      if (known.has(document.uri.toString())) this.#open(document);
    }
  }
}

/** Changes of one event come last position first, so that each offset still holds when its turn comes. */
function asEdit(change: vscode.TextDocumentContentChangeEvent): Edit {
  return { offset: change.rangeOffset, deleted: change.rangeLength, inserted: change.text };
}
