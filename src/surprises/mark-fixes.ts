import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { markInWords, markSource, type StyleMarks } from './style-marks';

/** Puts in place of what is marked what the code would have. */
export class MarkFixes implements vscode.CodeActionProvider {
  constructor(private readonly marks: StyleMarks) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.marks.in(document).flatMap((mark) => {
      const { expected } = mark;
      if (expected === undefined || range.intersection(mark.range.union(expected.range)) === undefined) return [];
      const title = l10n.t('Replace with what this code would have');
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, expected.range, expected.text);
      action.diagnostics = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source, message }) => source === markSource && message === markInWords(mark));
      return [action];
    });
  }
}
