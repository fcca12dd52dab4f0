import path from 'node:path';
import * as vscode from 'vscode';
import { type CodeFolder, folderNames, folderOf, pathInFolder, pathOf } from '@house-style/protocol/code-folder';
import type { Settings } from '../settings';

/** The scheme of the documents that are cells of a notebook, whose address they have but for that. */
export const cellScheme = 'vscode-notebook-cell';

export interface NamedFolder {
  readonly uri: vscode.Uri;
  /** None where the window has one folder and can get no others without being started again. */
  readonly name?: string;
}

/** The window's folders as their files are told apart. */
export function namedFolders(): readonly NamedFolder[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (vscode.workspace.workspaceFile === undefined && folders.length < 2) return folders.map(({ uri }) => ({ uri }));
  const names = folderNames(folders.map(({ name }) => name));
  return folders.map(({ uri }, index) => ({ uri, name: names[index] ?? '' }));
}

/** The folder that a document lies in, where the window has several. */
export function folderOfSeveral(document: vscode.TextDocument | undefined): vscode.WorkspaceFolder | undefined {
  const isOne = (vscode.workspace.workspaceFolders?.length ?? 0) < 2;
  return document === undefined || isOne ? undefined : vscode.workspace.getWorkspaceFolder(document.uri);
}

/** The window's folders on this machine, and what the user has hidden in each. */
export function codeFolders(settings: Settings): readonly CodeFolder[] {
  return namedFolders()
    .filter(({ uri }) => uri.scheme === 'file')
    .map((folder) => codeFolder(folder, settings));
}

/** The folder on this machine that a document is in. */
export function codeFolderOf(uri: vscode.Uri, settings: Settings): CodeFolder | undefined {
  const folder = namedFolderOf(uri);
  return folder?.uri.scheme === 'file' ? codeFolder(folder, settings) : undefined;
}

function codeFolder({ uri, name }: NamedFolder, settings: Settings): CodeFolder {
  const { exclude, followLinks } = settings.hidden(uri);
  return { folder: uri.fsPath, exclude, followLinks, ...(name !== undefined && { name }) };
}

export function namedFolderOf(uri: vscode.Uri): NamedFolder | undefined {
  const found = vscode.workspace.getWorkspaceFolder(uri);
  return found && namedFolders().find((folder) => folder.uri.toString() === found.uri.toString());
}

/** Whether a document is a file of the workspace, or a cell of one. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  return (uri.scheme === 'file' || uri.scheme === cellScheme) && namedFolderOf(asFile(uri)) !== undefined;
}

/** What is to be saved somewhere is called so already, and a cell as its notebook, but for the scheme. */
function asFile(uri: vscode.Uri): vscode.Uri {
  const isCalledSo = uri.scheme === cellScheme || (uri.scheme === 'untitled' && uri.path.startsWith('/'));
  return isCalledSo ? uri.with({ scheme: 'file', authority: '', fragment: '' }) : uri;
}

/**
 * A document's name in the workspace, as `protocol/code-folder.ts` says; of one that lies elsewhere its last part, which
 * tells what kind of text it is; empty where it has not been given a name yet.
 */
export function pathInWorkspace(uri: vscode.Uri): string {
  const file = asFile(uri);
  const folder = namedFolderOf(file);
  if (folder !== undefined) return pathOf(folder, vscode.workspace.asRelativePath(file, false).replaceAll('\\', '/'));
  return uri.scheme === 'untitled' && !uri.path.includes('.') ? '' : path.posix.basename(uri.path);
}

/** The file of the workspace that has a name; undefined where its folder is no longer part of the workspace. */
export function fileOf(name: string): vscode.Uri | undefined {
  const folder = folderOf(namedFolders(), name);
  return folder && vscode.Uri.joinPath(folder.uri, pathInFolder(name));
}
