import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { folderOf, pathInFolder, pathInWords } from '@house-style/protocol/code-folder';
import { namedFolders } from '../../inference/workspace-folders';
import { plainText } from '../plain-text';
import { leftOutText } from './left-out-text';

/**
 * Lists what a rule left out; a file that is picked is opened.
 *
 * @param paths names in the workspace; of very many the first ones.
 */
export async function showLeftOut(rule: string, paths: readonly string[], count: number): Promise<void> {
  const items = paths.map((path) => ({ label: plainText(pathInWords(path)), path }));
  const picked = await vscode.window.showQuickPick(items, {
    title: plainText(leftOutText(rule, String(count))),
    placeHolder:
      paths.length < count
        ? l10n.t('The first {0} of {1}. Choose one to open it.', paths.length, count)
        : l10n.t('Choose one to open it.'),
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const folder = folderOf(namedFolders(), picked.path);
  if (folder === undefined) return;
  const file = vscode.Uri.joinPath(folder.uri, pathInFolder(picked.path));
  const { type } = await vscode.workspace.fs.stat(file).then(
    (found) => found,
    () => ({ type: vscode.FileType.Unknown }),
  );
  // A folder that was left out whole is shown where it stands.
  await vscode.commands.executeCommand(type === vscode.FileType.Directory ? 'revealInExplorer' : 'vscode.open', file);
}
