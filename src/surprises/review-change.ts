import path from 'node:path';
import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { InferenceClient } from '../inference/client';
import type { DocumentSync } from '../inference/document-sync';
import { codeFolders } from '../inference/workspace-folders';
import type { Log } from '../log';
import type { Settings } from '../settings';
import { showInformation } from '../views/messages';
import { plainText } from '../views/plain-text';
import { judge, markInWords, markOf, type StyleMark } from './style-marks';
import { uncommittedIn, type UncommittedFile } from './uncommitted';

/** Lines that are listed: nobody reads more. */
const mostLines = 100;
/** Larger files are nothing that somebody has written, bytes. */
const largestFile = 1 << 20;

export interface ReviewParts {
  readonly client: InferenceClient;
  readonly documents: DocumentSync;
  readonly settings: Settings;
  readonly log: Log;
}

interface ReviewedLine {
  readonly document: vscode.TextDocument;
  readonly mark: StyleMark;
  readonly isMarked: boolean;
}

/** Lists the lines of the change that is not committed, the most surprising first; the one that is pointed at is shown. */
export async function reviewChange(parts: ReviewParts): Promise<void> {
  const files = await changedFiles(parts);
  if (files === undefined) return;
  const unsaved = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && files.some(({ file }) => document.uri.fsPath === file),
  );
  if (unsaved !== undefined) {
    tell(l10n.t('save {0} first: a change is reviewed as it is saved.', path.basename(unsaved.uri.fsPath)));
    return;
  }
  const title = l10n.t('Reviewing your change for style');
  const lines = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => judgeAll(parts, files, progress, token),
  );
  if (lines === undefined) return;
  if (lines.length === 0) tell(l10n.t('nothing in your change is code that can be judged.'));
  else await showLines(lines.sort((a, b) => b.mark.surprise - a.mark.surprise).slice(0, mostLines));
}

/** Undefined where that has been told. */
async function changedFiles({ settings, log }: ReviewParts): Promise<readonly UncommittedFile[] | undefined> {
  const folders = codeFolders(settings);
  const files: UncommittedFile[] = [];
  let repositories = 0;
  for (const { folder } of folders) {
    try {
      files.push(...(await uncommittedIn(folder)));
      repositories += 1;
    } catch (error) {
      log.info(`What is not committed in ${folder} cannot be told: ${String(error)}`);
    }
  }
  if (repositories === 0) tell(l10n.t('a change is told by git: open a folder that is in a repository with a commit.'));
  else if (files.length === 0) tell(l10n.t('there is no change that is not committed.'));
  return repositories === 0 || files.length === 0 ? undefined : files;
}

async function judgeAll(
  { client, documents, log }: ReviewParts,
  files: readonly UncommittedFile[],
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<ReviewedLine[] | undefined> {
  const stop = new AbortController();
  token.onCancellationRequested(() => stop.abort());
  const reviewed: ReviewedLine[] = [];
  for (const { file, lines } of files) {
    progress.report({ message: plainText(path.basename(file)), increment: 100 / files.length });
    const document = await openText(file);
    if (document === undefined) continue;
    const all = lines ?? Array.from({ length: document.lineCount }, (_, line) => line);
    const outcome = await judge(client, documents, document, all, stop.signal);
    if (stop.signal.aborted) return undefined;
    if (outcome.kind === 'unjudged' && outcome.reason === 'no-code') {
      tell(l10n.t('the code is still being read: try again in a moment.'));
      return undefined;
    }
    if (outcome.kind === 'failed') log.warn(`${file} cannot be judged: ${outcome.message}`);
    if (outcome.kind !== 'judged') continue;
    for (const line of outcome.lines) {
      reviewed.push({ document, mark: markOf(line), isMarked: line.surprise > outcome.threshold });
    }
  }
  return reviewed;
}

/** Undefined where a file holds no text, or far too much. */
async function openText(file: string): Promise<vscode.TextDocument | undefined> {
  const uri = vscode.Uri.file(file);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestFile ? undefined : await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

interface LineItem extends vscode.QuickPickItem {
  readonly reviewed: ReviewedLine;
}

/** One key moves to the next line and shows it; leaving without a choice goes back to where one was. */
async function showLines(lines: readonly ReviewedLine[]): Promise<void> {
  const before = vscode.window.activeTextEditor;
  const selection = before?.selection;
  const pick = vscode.window.createQuickPick<LineItem>();
  pick.title = l10n.t('Your change, the most surprising lines first');
  pick.placeholder = l10n.t('Arrow keys show each line, Enter stays there');
  pick.matchOnDescription = true;
  pick.items = lines.map(itemOf);
  const chosen = await new Promise<ReviewedLine | undefined>((resolve) => {
    pick.onDidChangeActive(([item]) => void (item && show(item.reviewed, true)));
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.reviewed);
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (chosen !== undefined) await show(chosen, false);
  else if (before !== undefined) {
    await vscode.window.showTextDocument(before.document, {
      ...(before.viewColumn !== undefined && { viewColumn: before.viewColumn }),
      ...(selection && { selection }),
    });
  }
}

function itemOf(reviewed: ReviewedLine): LineItem {
  const { document, mark, isMarked } = reviewed;
  const { line } = mark.range.start;
  const place = `${vscode.workspace.asRelativePath(document.uri)}:${line + 1}`;
  return {
    label: `${isMarked ? '$(lightbulb)' : '$(blank)'} ${plainText(document.lineAt(line).text.trim())}`,
    description: plainText(place),
    ...(isMarked && { detail: markInWords(mark) }),
    alwaysShow: false,
    reviewed,
  };
}

async function show({ document, mark }: ReviewedLine, isPreview: boolean): Promise<void> {
  const editor = await vscode.window.showTextDocument(document, {
    preview: isPreview,
    preserveFocus: isPreview,
    selection: mark.range,
  });
  editor.revealRange(mark.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

function tell(sentence: string): void {
  void showInformation(`House Style: ${sentence}`);
}
