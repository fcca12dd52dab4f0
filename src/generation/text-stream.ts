import * as vscode from 'vscode';

/** Writes text to the end of a document as it comes: one edit at a time, in the order given, undone in one go. */
export class TextStream {
  #waiting = '';
  #writing: Promise<void> = Promise.resolve();
  #first = true;

  constructor(private readonly editor: vscode.TextEditor) {}

  push(text: string): void {
    const idle = this.#waiting === '';
    this.#waiting += text;
    if (idle) this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when all that was pushed stands in the document. */
  end(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    const { document } = this.editor;
    if (text === '' || document.isClosed) return;
    const end = document.lineAt(document.lineCount - 1).range.end;
    const undo = { undoStopBefore: this.#first, undoStopAfter: false };
    this.#first = false;
    const done = await this.editor.edit((edit) => edit.insert(end, text), undo).then(undefined, () => false);
    if (done) return;
    // The editor is hidden behind another tab: the document can still be written to.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end, text);
    await vscode.workspace.applyEdit(edit);
  }
}
