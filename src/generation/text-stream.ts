import * as vscode from 'vscode';
import type { LineEnd } from '@house-style/protocol/generated-file';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { changeBetween, placeOf } from './change-between';

/**
 * Writes text into a document as it comes, behind what stays of it: one edit at a time, in the order given, undone in one
 * go. While the document is in no editor that is seen, what comes waits, as an edit there would be undone by itself.
 */
export class TextStream {
  #waiting = '';
  #writing: Promise<void> = Promise.resolve();
  /** What is to stand in the document, with line feeds. */
  #written: string;
  #begun = false;

  /** @param kept of the document: whole lines, with line feeds; what stands behind them gives way to the first text. */
  constructor(
    private readonly document: vscode.TextDocument,
    private readonly lineEnd: LineEnd,
    kept: string,
  ) {
    this.#written = kept;
  }

  get hasWritten(): boolean {
    return this.#begun;
  }

  push(text: string): void {
    this.#waiting += text;
    this.#writing = this.#writing.then(() => this.#write(false));
  }

  /**
   * Resolves when all that was pushed stands in the document.
   *
   * @param whole what the document is to hold in the end, where that may be another text: it does, unless somebody has
   *   changed what was written.
   */
  async end(whole?: string): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(true));
    await this.#writing;
    if (whole === undefined || !this.#begun || this.document.isClosed) return;
    const now = withLineFeeds(this.document.getText());
    const change = now === this.#written ? changeBetween(now, whole) : undefined;
    if (change === undefined) return;
    const { offset, deleted, inserted } = change;
    await this.#replace(new vscode.Range(...placeOf(now, offset), ...placeOf(now, offset + deleted)), inserted, true);
  }

  async #write(atLast: boolean): Promise<void> {
    const { document } = this;
    if (this.#waiting === '' || document.isClosed) return;
    const text = this.#waiting;
    const end = document.lineAt(document.lineCount - 1).range.end;
    const from = this.#begun ? end : new vscode.Position(...placeOf(this.#written, this.#written.length));
    // More may come while the editor is at work.
    this.#waiting = '';
    if (await this.#replace(new vscode.Range(from, end), text, atLast)) {
      this.#written += text;
      this.#begun = true;
    } else this.#waiting = text + this.#waiting;
  }

  /** @returns whether it was done, which it is not in a document that nobody sees, unless it is the last time. */
  async #replace(range: vscode.Range, text: string, atLast: boolean): Promise<boolean> {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document === this.document);
    const undo = { undoStopBefore: !this.#begun, undoStopAfter: false };
    const end = this.lineEnd === '\n' ? vscode.EndOfLine.LF : vscode.EndOfLine.CRLF;
    const replace = (edit: vscode.TextEditorEdit): void => {
      edit.replace(range, text);
      if (this.document.eol !== end) edit.setEndOfLine(end);
    };
    const done = await editor?.edit(replace, undo).then(undefined, () => false);
    if (done === true || !atLast) return done === true;
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.document.uri, range, text);
    return vscode.workspace.applyEdit(edit);
  }
}
