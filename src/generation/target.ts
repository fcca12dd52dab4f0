/** Where a generated file is to stand once it is kept. */
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { NamedFolder } from '../inference/workspace-folders';

/** Named as the file would be, so that language and place are right when it is kept. */
export function untitledUri(folder: NamedFolder, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, path).with({ scheme: 'untitled' });
}

/** Why no file may be written for a path; undefined where one may. */
export async function whyTaken(folder: NamedFolder, path: string): Promise<string | undefined> {
  if (await exists(vscode.Uri.joinPath(folder.uri, path))) return l10n.t('There is a file with this name already.');
  const untitled = untitledUri(folder, path).toString();
  return vscode.workspace.textDocuments.some(({ uri, isClosed }) => !isClosed && uri.toString() === untitled)
    ? l10n.t('A file with this name is open and not saved yet: keep or discard that one first.')
    : undefined;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
