import * as vscode from 'vscode';
import { plainText } from './plain-text';

/**
 * Messages to the user. The linter lets no other file show any, so that none carries a link or a command that a
 * workspace has put into a name.
 *
 * @param sentence may hold paths and what other programs said.
 * @param actions words on buttons, the product's own.
 * @returns the button that was pressed.
 */
export function showInformation(sentence: string, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plainText(sentence), ...actions);
}

/** As {@link showInformation}. */
export function showWarning(sentence: string, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plainText(sentence), ...actions);
}

/** As {@link showInformation}. */
export function showError(sentence: string, ...actions: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(plainText(sentence), ...actions);
}

/** Asks before something that cannot be undone. @returns whether the user wants it. */
export async function confirm(question: string, detail: string, action: string): Promise<boolean> {
  const options = { modal: true, detail: plainText(detail) };
  return (await vscode.window.showWarningMessage(plainText(question), options, action)) === action;
}
