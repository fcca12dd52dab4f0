/** What the extension keeps on the disk of what it learned, and how all of it is removed. */
import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError } from '@house-style/protocol/failure';
import { processExists, readRunRecord } from '../training/run-record';
import { lookInterval, showsLife } from '../training/run-watch';
import { trainingStorage } from '../training/storage';

/** How long an ended process may take to be gone, milliseconds. */
const patience = 10_000;
const interval = 20;

/** Where the editor lets the extension keep things. */
export interface StorageFolders {
  /** Of this workspace; undefined where no folder is open. */
  readonly workspace: string | undefined;
  /** For all workspaces. */
  readonly global: string;
}

/**
 * Ends the training that is at work on a storage, whichever window has started it, and waits until it is gone. A process
 * that shows no sign of being that training is left alone.
 */
export async function endTraining(folder: string, betweenLooks = lookInterval): Promise<void> {
  const { record: file } = trainingStorage(folder);
  const record = await readRunRecord(file).catch(() => undefined);
  if (record === undefined || !(await showsLife(file, record, betweenLooks))) return;
  try {
    process.kill(record.pid, 'SIGKILL');
  } catch (thrown) {
    if (!isSystemError(thrown) || thrown.code !== 'ESRCH') throw thrown;
  }
  for (let waited = 0; waited < patience && processExists(record.pid); waited += interval) await sleep(interval);
}

/**
 * Removes a folder of the extension's storage and all that is in it. Whoever stores something there afterwards, such as
 * another window that is told only then, fails for want of the folder.
 *
 * @param kept names of what stays.
 * @throws the system's error where something cannot be removed.
 */
export async function removeStorage(folder: string, kept: readonly string[] = []): Promise<void> {
  if (!(await isFolder(folder))) return;
  let left = 0;
  for (const name of await readdir(folder)) {
    if (kept.includes(name)) left += 1;
    else await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  if (left === 0) await rmdir(folder).catch(ignoreMissing);
}

/**
 * The extension's storage of every workspace on this machine: the editor keeps `workspaceStorage/<hash>/<extension>` for
 * each. Folders that are named otherwise, and links, are nobody's business.
 */
export async function storagesOfAllWorkspaces({ workspace, global }: StorageFolders): Promise<readonly string[]> {
  const extension = path.basename(global);
  const parents = new Set([
    path.join(path.dirname(path.dirname(global)), 'workspaceStorage'),
    ...(workspace === undefined ? [] : [path.dirname(path.dirname(workspace))]),
  ]);
  const found: string[] = [];
  for (const parent of parents) {
    if (path.basename(parent) !== 'workspaceStorage' || !(await isFolder(parent))) continue;
    for (const hash of await readdir(parent)) {
      const storage = path.join(parent, hash, extension);
      if ((await isFolder(path.join(parent, hash))) && (await isFolder(storage))) found.push(storage);
    }
  }
  return found;
}

/** Whether this is a folder itself, and not a link to one. */
async function isFolder(candidate: string): Promise<boolean> {
  const status = await lstat(candidate).catch(() => undefined);
  return status?.isDirectory() === true;
}

function ignoreMissing(thrown: unknown): void {
  if (!isSystemError(thrown) || thrown.code !== 'ENOENT') throw thrown;
}
