import * as vscode from 'vscode';
import * as l10n from '@vscode/l10n';
import type { Session } from '../session';
import { dayText } from '../views/day-text';
import { showError, showInformation } from '../views/messages';
import { plainText } from '../views/plain-text';
import { type StorageFolders, storagesOfAllWorkspaces } from './learned-storage';
import { type PartKind, removeStored, type Stored, storedIn, storedParts, workspaceName } from './stored-parts';

interface Choice extends vscode.QuickPickItem {
  readonly stored?: Stored;
  /** Deletes it. @returns false where a training is at work there. */
  readonly remove?: () => Promise<boolean>;
}

/** Shows what is stored of this workspace and of others, and deletes what is picked. */
export async function showStorage(session: Session, log: vscode.LogOutputChannel): Promise<void> {
  const { folder, folders } = session.storage;
  const items = [...(await ofThisWorkspace(session, folder)), ...(await ofOtherWorkspaces(folder, folders))];
  if (items.length === 0) {
    void showInformation(l10n.t('House Style: nothing is stored yet.'));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title: l10n.t('House Style: Storage'),
    placeHolder: l10n.t('What should be deleted? Your own files always stay.'),
  });
  if (picked === undefined || picked.length === 0 || !(await isSure(picked))) return;
  await removeAll(picked, log);
}

async function ofThisWorkspace(session: Session, folder: string): Promise<Choice[]> {
  const parts = [...(await storedParts(folder))].map(([kind, stored]): Choice => {
    const remove = (): Promise<boolean> => session.removePart(kind);
    return { label: partName(kind), description: description(stored), detail: consequence(kind), stored, remove };
  });
  return parts.length === 0 ? [] : [separator(l10n.t('This workspace')), ...parts];
}

async function ofOtherWorkspaces(folder: string, folders: StorageFolders): Promise<Choice[]> {
  const choices: (Choice & { readonly stored: Stored })[] = [];
  for (const other of await storagesOfAllWorkspaces(folders)) {
    const stored = other === folder ? undefined : await storedIn(other);
    if (stored === undefined) continue;
    const name = (await workspaceName(other)) ?? l10n.t('another workspace');
    const remove = (): Promise<boolean> => removeStored(other, undefined);
    choices.push({ label: plainText(name), description: description(stored), stored, remove });
  }
  choices.sort((one, another) => another.stored.bytes - one.stored.bytes);
  return choices.length === 0 ? [] : [separator(l10n.t('Other workspaces, with their models')), ...choices];
}

function separator(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function isSure(picked: readonly Choice[]): Promise<boolean> {
  const bytes = picked.reduce((sum, { stored }) => sum + (stored?.bytes ?? 0), 0);
  const remove = { label: `$(trash) ${l10n.t('Delete {0}', megabytes(bytes))}` };
  const keep = { label: l10n.t('Keep Everything') };
  const answer = await vscode.window.showQuickPick([remove, keep], {
    title: l10n.t('House Style: Storage'),
    placeHolder: plainText(l10n.t('Delete for good: {0}?', picked.map(({ label }) => label).join(', '))),
  });
  return answer === remove;
}

async function removeAll(picked: readonly Choice[], log: vscode.LogOutputChannel): Promise<void> {
  let bytes = 0;
  const training: string[] = [];
  const failed: string[] = [];
  for (const { label, stored, remove } of picked) {
    try {
      if ((await remove?.()) === false) training.push(label);
      else bytes += stored?.bytes ?? 0;
    } catch (error) {
      log.error(`Not all could be deleted of ${label}: ${String(error)}`);
      failed.push(label);
    }
  }
  if (bytes > 0) void showInformation(l10n.t('House Style: {0} deleted.', megabytes(bytes)));
  if (training.length > 0) {
    void showInformation(
      l10n.t('House Style: a training is at work there, so this was kept: {0}. Stop it first.', training.join(', ')),
    );
  }
  if (failed.length > 0) {
    void showError(l10n.t('House Style: this could not be deleted: {0}. The log says why.', failed.join(', ')));
  }
}

function partName(kind: PartKind): string {
  switch (kind) {
    case 'tables':
      return l10n.t('Tables');
    case 'code':
      return l10n.t('Copy of the code');
    case 'model':
      return l10n.t('Model, and earlier ones');
    case 'checkpoints':
      return l10n.t('Checkpoints');
  }
}

function consequence(kind: PartKind): string {
  switch (kind) {
    case 'tables':
      return l10n.t('What was learned of the code: learned anew at the next start.');
    case 'code':
      return l10n.t('For suggestions: made anew at the next start.');
    case 'model':
      return l10n.t('What trainings have left: there is none until you train again.');
    case 'checkpoints':
      return l10n.t('What a stopped training goes on from: the next one begins anew.');
  }
}

/** `152 MB, last used yesterday` */
function description({ bytes, usedAt }: Stored): string {
  const day = dayText(new Date(usedAt), new Date(), vscode.env.language) ?? '';
  return l10n.t('{0}, last used {1}', megabytes(bytes), day);
}

/** What is there takes 0.1 MB at least, as it is told. */
function megabytes(bytes: number): string {
  const number = new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: bytes < 1e7 ? 1 : 0 });
  return `${number.format(Math.max(bytes, 1e5) / 1e6)} MB`;
}
