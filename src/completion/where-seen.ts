import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import { pathInWords } from '@house-style/protocol/code-folder';
import { isNotebookFile } from '@house-style/protocol/notebook-text';
import type { Place, Seen } from '@house-style/protocol/seen';
import type { InferenceClient } from '../inference/client';
import { mapOf } from '../inference/notebook-sync';
import { fileOf } from '../inference/workspace-folders';
import type { CompletionProvider } from './provider';
import { showInformation } from '../views/messages';
import { plainText } from '../views/plain-text';

/** Longest piece of a suggestion that a message quotes, characters. */
const quoted = 60;

/** Opens the place where the last suggestion was seen; of several, the one that the person picks. */
export async function showWhereSeen(client: InferenceClient, provider: CompletionProvider): Promise<void> {
  const { last } = provider;
  if (last === undefined) {
    tell(l10n.t('there was no suggestion yet.'));
    return;
  }
  const seen = await client.whereSeen(last);
  if (seen === undefined) tell(l10n.t('suggestions are just being started: try again in a moment.'));
  else if (seen.count === 0) tell(l10n.t('nothing of “{0}” stands in the code that is known.', inShort(last.text)));
  else {
    const place = seen.places.length === 1 ? seen.places[0] : await pick(seen);
    if (place !== undefined) await open(place, seen.text);
  }
}

async function pick(seen: Seen): Promise<Place | undefined> {
  const items = seen.places.map((place) => ({ label: plainText(`${pathInWords(place.path)}:${place.line}`), place }));
  const picked = await vscode.window.showQuickPick(items, {
    title: plainText(l10n.t('“{0}” was seen in {1} places', inShort(seen.text), seen.count)),
    placeHolder: l10n.t('Which place should be opened?'),
  });
  return picked?.place;
}

async function open({ path, line, column }: Place, text: string): Promise<void> {
  const uri = await findFile(path);
  if (uri === undefined) {
    tell(l10n.t('{0} is no longer there.', pathInWords(path)));
    return;
  }
  if (isNotebookFile(uri.path)) {
    await openCell(uri, line, column);
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const start = document.validatePosition(new vscode.Position(line - 1, column - 1));
  const end = text.split('\n').length;
  const lastLine = text.slice(text.lastIndexOf('\n') + 1).length;
  const stop = end === 1 ? start.translate(0, lastLine) : new vscode.Position(start.line + end - 1, lastLine);
  const selection = document.validateRange(new vscode.Range(start, stop));
  await vscode.window.showTextDocument(document, { selection });
}

/** Shows the cell that a place in a notebook's text is in. */
async function openCell(uri: vscode.Uri, line: number, column: number): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  const map = mapOf(notebook);
  const above = map.text.split('\n').slice(0, line - 1);
  const place = map.placeAt(above.reduce((sum, text) => sum + text.length + 1, 0) + column - 1);
  const index = place && notebook.getCells().find((cell) => cell.document.uri.toString() === place.id)?.index;
  const selections = index === undefined ? [] : [new vscode.NotebookRange(index, index + 1)];
  await vscode.window.showNotebookDocument(notebook, { selections });
}

async function findFile(path: string): Promise<vscode.Uri | undefined> {
  const file = fileOf(path);
  try {
    if (file !== undefined) await vscode.workspace.fs.stat(file);
    return file;
  } catch {
    return undefined;
  }
}

function inShort(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  return line.length > quoted ? `${line.slice(0, quoted)}…` : line;
}

function tell(sentence: string): void {
  void showInformation(`House Style: ${sentence}`);
}
