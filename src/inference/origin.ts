import path from 'node:path';
import * as vscode from 'vscode';
import type { Origin } from '@house-style/protocol/inference-messages';

/**
 * Where a document comes from: what the inference process asks the rules of the corpus with, before it learns anything.
 *
 * @param exclude the patterns of what the user has hidden in a folder of the workspace.
 */
export function originOf(uri: vscode.Uri, exclude: (folder: vscode.Uri) => readonly string[]): Origin {
  if (uri.scheme === 'untitled') return { kind: 'untitled' };
  // The address of a cell is that of its notebook, but for the scheme, by which a folder is not found.
  const file = uri.with({ scheme: 'file', authority: '', fragment: '' });
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (folder?.uri.scheme !== 'file') return { kind: 'elsewhere' };
  const home = { folder: folder.uri.fsPath, exclude: exclude(folder.uri) };
  if (uri.scheme === 'file') return { kind: 'file', ...home };
  const notebook = path.relative(home.folder, file.fsPath).replaceAll('\\', '/');
  return { kind: 'notebook-cell', notebook, ...home };
}
