import * as vscode from 'vscode';
import type { Edit } from '@house-style/protocol/edit';
import type { Origin } from '@house-style/protocol/inference-messages';
import type { Place } from '@house-style/protocol/seen';
import type { Log } from '../log';
import type { Disposable } from '../observable';
import { affectsWhatIsHidden } from '../settings';
import type { InferenceClient } from './client';
import { NotebookSync, type PlaceInProcess } from './notebook-sync';
import { cellScheme, pathInWorkspace } from './workspace-folders';

/** Where people write code; other schemes are output, differences and the like. */
export const documentSelector: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: cellScheme },
];

/**
 * Keeps the inference process's copies of documents equal to the editor's: whole when a document is first needed, as
 * edits from then on, whole again when the process was restarted. The cells of a notebook are one document, see
 * {@link NotebookSync}.
 */
export class DocumentSync implements Disposable {
  /** Versions that the process has, by document. */
  readonly #versions = new Map<string, number>();
  readonly #notebooks: NotebookSync;
  readonly #subscriptions: Disposable[];

  constructor(
    private readonly client: InferenceClient,
    private readonly log: Log,
    /** Where a document, or a notebook, comes from, by which it is learned or not. */
    private readonly originOf: (uri: vscode.Uri, kind: 'file' | 'notebook') => Origin,
  ) {
    this.#notebooks = new NotebookSync(client, (uri) => originOf(uri, 'notebook'));
    this.#subscriptions = [
      this.#notebooks,
      client.onStart(() => this.#openAgain()),
      vscode.workspace.onDidChangeTextDocument((event) => this.#change(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#close(document)),
      // Where documents belong, and what is hidden there, goes with them and decides what is learned of them.
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#openAgain()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (affectsWhatIsHidden(change)) this.#openAgain();
      }),
      // Opened before the first key, so that the text before the cursor is already read by then.
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#prepare(editor)),
    ];
    this.#prepare(vscode.window.activeTextEditor);
  }

  /**
   * Makes sure that the process has this document.
   *
   * @returns where in it a place is as requests name it; undefined for a cell that is no part of its notebook's text.
   */
  place(document: vscode.TextDocument, offset: number): PlaceInProcess | undefined {
    if (document.uri.scheme === cellScheme) return this.#notebooks.place(document, offset);
    const name = document.uri.toString();
    if (this.#versions.get(name) !== document.version) this.#open(document);
    return { document: name, version: document.version, offset };
  }

  /** Where a position stands in the workspace's code as it is learned. */
  placeInCode(document: vscode.TextDocument, position: vscode.Position): Place {
    const place = { path: pathInWorkspace(document.uri), line: position.line + 1, column: position.character + 1 };
    if (document.uri.scheme !== cellScheme) return place;
    const inNotebook = this.#notebooks.place(document, document.offsetAt(position));
    return { ...place, ...(inNotebook && this.#notebooks.position(document, inNotebook.offset)) };
  }

  /** Sends a document whole again, because the process's copy turned out to differ. */
  reopen(document: vscode.TextDocument): void {
    this.log.warn(`The inference process's copy of ${document.uri.toString()} was stale and is sent again.`);
    if (document.uri.scheme === cellScheme) {
      this.#notebooks.reopen(document);
      return;
    }
    this.client.tell({ kind: 'close', document: document.uri.toString() });
    this.#open(document);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #prepare(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || vscode.languages.match(documentSelector, editor.document) === 0) return;
    this.place(editor.document, 0);
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
      origin: this.originOf(document.uri, 'file'),
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
    this.#notebooks.openAgain();
  }
}

/** Changes of one event come last position first, so that each offset still holds when its turn comes. */
function asEdit(change: vscode.TextDocumentContentChangeEvent): Edit {
  return { offset: change.rangeOffset, deleted: change.rangeLength, inserted: change.text };
}
