import { lstat, rm } from 'node:fs/promises';
import { removeLeftovers } from '@house-style/protocol/write-atomically';
import type { Log } from '../log';
import type { Disposable } from '../observable';
import { trainingStorage } from '../training/storage';
import { type StorageFolders, storagesOfAllWorkspaces } from './learned-storage';

/** Tables that nobody has loaded for so long are deleted, milliseconds: 60 days. */
export const longestUnused = 60 * 86_400_000;
/** A window that opens has better things to do. Milliseconds. */
const afterStart = 30_000;

/**
 * Deletes the tables of other workspaces that were not used for {@link longestUnused}: by far the most of what is stored,
 * and learned anew within seconds should such a workspace be opened again. Models, which take a training, stay.
 *
 * @returns bytes that were deleted.
 */
export async function removeAgedTables(folders: StorageFolders, now = Date.now()): Promise<number> {
  let bytes = 0;
  for (const folder of await storagesOfAllWorkspaces(folders)) {
    if (folder === folders.workspace) continue;
    const { tables } = trainingStorage(folder);
    const status = await lstat(tables).catch(() => undefined);
    if (status?.isFile() !== true || now - status.mtimeMs < longestUnused) continue;
    const removed = await rm(tables, { force: true }).then(
      () => true,
      // Another window may be reading them, or the folder may not be ours to write: the next start tries again.
      () => false,
    );
    if (!removed) continue;
    await removeLeftovers(tables, longestUnused);
    bytes += status.size;
  }
  return bytes;
}

/** Does so once, a while after the start of a window. Disposing it before then calls it off. */
export function removeAgedTablesLater(folders: StorageFolders, log: Log): Disposable {
  const timer = setTimeout(() => {
    removeAgedTables(folders).then(
      (bytes) => {
        if (bytes > 0) log.info(`Tables of workspaces unused for 60 days are deleted: ${Math.round(bytes / 1e6)} MB.`);
      },
      (error: unknown) => log.warn(`Tables of unused workspaces could not be deleted: ${String(error)}`),
    );
  }, afterStart);
  timer.unref();
  return { dispose: () => clearTimeout(timer) };
}
