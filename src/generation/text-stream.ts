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

  /**
   * Resolves when all that was pushed stands in the document.
   *
   * @param whole what the document is to hold in the end, where that may be another text.
   */
  async end(whole?: string): Promise<void> {
    await this.#writing;
    const { document } = this.editor;
    if (whole === undefined || document.isClosed || document.getText().replaceAll('\r\n', '\n') === whole) return;
    const all = document.validateRange(new vscode.Range(0, 0, document.lineCount, 0));
    await this.#edit(
      (edit) => edit.replace(all, whole),
      (edit) => edit.replace(document.uri, all, whole),
    );
  }

  async #write(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    const { document } = this.editor;
    if (text === '' || document.isClosed) return;
    const end = document.lineAt(document.lineCount - 1).range.end;
    await this.#edit(
      (edit) => edit.insert(end, text),
      (edit) => edit.insert(document.uri, end, text),
    );
  }

  async #edit(
    inEditor: (edit: vscode.TextEditorEdit) => void,
    inWorkspace: (edit: vscode.WorkspaceEdit) => void,
  ): Promise<void> {
    const undo = { undoStopBefore: this.#first, undoStopAfter: false };
    this.#first = false;
    const done = await this.editor.edit(inEditor, undo).then(undefined, () => false);
    if (done) return;
    // The editor is hidden behind another tab: the document can still be written to.
    const edit = new vscode.WorkspaceEdit();
    inWorkspace(edit);
    await vscode.workspace.applyEdit(edit);
  }
}
