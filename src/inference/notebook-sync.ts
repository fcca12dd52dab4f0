import * as vscode from 'vscode';
import type { Origin } from '@house-style/protocol/inference-messages';
import type { Disposable } from '../observable';
import type { InferenceClient } from './client';
import { type LineOfComment, NotebookMap, type OpenCell } from './notebook-map';
import { cellScheme, pathInWorkspace } from './workspace-folders';

/** Of a notebook that has no code yet. */
const defaultLanguage = 'python';

interface OpenNotebook {
  readonly map: NotebookMap;
  version: number;
}

/** A place in a document as the inference process has it. */
export interface PlaceInProcess {
  readonly document: string;
  readonly version: number;
  /** Code units. */
  readonly offset: number;
  /** Given where it is in a Markdown cell, which is a comment there. */
  readonly inComment?: LineOfComment;
}

/** Keeps the inference process's copies of notebooks equal to the editor's: each is one document, made of its cells. */
export class NotebookSync implements Disposable {
  /** Those that the process has, by address. */
  readonly #open = new Map<string, OpenNotebook>();
  readonly #subscriptions: Disposable[];
  /** Grows over all notebooks, so that one that is opened again is another version. */
  #version = 0;

  constructor(
    private readonly client: InferenceClient,
    private readonly originOf: (notebook: vscode.Uri) => Origin,
  ) {
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === cellScheme) this.#update(notebookOf(document));
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => this.#update(notebook)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.#close(notebook)),
    ];
  }

  /** Makes sure that the process has the notebook of a cell; tells where in it a place in the cell is. */
  place(cell: vscode.TextDocument, offset: number): PlaceInProcess | undefined {
    const notebook = notebookOf(cell);
    if (notebook === undefined) return undefined;
    const { map, version } = this.#ensureOpen(notebook);
    const place = map.offsetIn(cell.uri.toString(), offset);
    if (place === undefined) return undefined;
    const inComment = map.lineOfComment(cell.uri.toString(), offset);
    return { document: notebook.uri.toString(), version, offset: place, ...(inComment && { inComment }) };
  }

  /** Line and column, counted from 1, of a place in the text of a cell's notebook. */
  position(cell: vscode.TextDocument, offset: number): { readonly line: number; readonly column: number } | undefined {
    const notebook = notebookOf(cell);
    const open = notebook && this.#open.get(notebook.uri.toString());
    if (open === undefined) return undefined;
    const lines = open.map.text.slice(0, offset).split('\n');
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }

  /** Sends the notebook of a cell whole again. */
  reopen(cell: vscode.TextDocument): void {
    const notebook = notebookOf(cell);
    if (notebook === undefined) return;
    this.#close(notebook);
    this.#ensureOpen(notebook);
  }

  /** Sends all notebooks again that the process should have. */
  openAgain(): void {
    const known = new Set(this.#open.keys());
    this.#open.clear();
    for (const notebook of vscode.workspace.notebookDocuments) {
      if (known.has(notebook.uri.toString())) this.#ensureOpen(notebook);
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #ensureOpen(notebook: vscode.NotebookDocument): OpenNotebook {
    const known = this.#open.get(notebook.uri.toString());
    if (known !== undefined) {
      this.#update(notebook);
      return known;
    }
    const opened = { map: mapOf(notebook), version: ++this.#version };
    this.#open.set(notebook.uri.toString(), opened);
    this.client.tell({
      kind: 'open',
      document: notebook.uri.toString(),
      version: opened.version,
      path: pathInWorkspace(notebook.uri),
      text: opened.map.text,
      origin: this.originOf(notebook.uri),
    });
    return opened;
  }

  #update(notebook: vscode.NotebookDocument | undefined): void {
    if (notebook === undefined) return;
    const open = this.#open.get(notebook.uri.toString());
    if (open === undefined) return;
    const edit = open.map.update(cellsOf(notebook), languageOf(notebook));
    if (edit === undefined) return;
    open.version = ++this.#version;
    this.client.tell({ kind: 'edit', document: notebook.uri.toString(), version: open.version, edits: [edit] });
  }

  #close(notebook: vscode.NotebookDocument): void {
    const document = notebook.uri.toString();
    if (this.#open.delete(document)) this.client.tell({ kind: 'close', document });
  }
}

/** Where the cells of a notebook stand in its text. */
export function mapOf(notebook: vscode.NotebookDocument): NotebookMap {
  return new NotebookMap(cellsOf(notebook), languageOf(notebook));
}

function notebookOf(cell: vscode.TextDocument): vscode.NotebookDocument | undefined {
  return vscode.workspace.notebookDocuments.find(
    (notebook) =>
      notebook.uri.path === cell.uri.path &&
      notebook.getCells().some(({ document }) => document.uri.toString() === cell.uri.toString()),
  );
}

/** Cells that are neither code nor prose hold what is passed on as it is. */
function cellsOf(notebook: vscode.NotebookDocument): OpenCell[] {
  return notebook
    .getCells()
    .filter(({ document }) => document.languageId !== 'raw')
    .map(({ document, kind }) => ({
      id: document.uri.toString(),
      isMarkup: kind === vscode.NotebookCellKind.Markup,
      text: document.getText(),
    }));
}

/** Of its code. */
function languageOf(notebook: vscode.NotebookDocument): string {
  const first = notebook
    .getCells()
    .find(({ kind, document }) => kind === vscode.NotebookCellKind.Code && document.languageId !== 'raw');
  return first?.document.languageId ?? defaultLanguage;
}
