import { type Stats, unwatchFile, watchFile } from 'node:fs';
import type { Disposable } from '../observable';

/** How often it is looked whether the storage is still there, milliseconds. */
const interval = 2_000;

/** Notices that the workspace's storage was removed: another window forgets, and this one must too. */
export class StorageWatch implements Disposable {
  readonly #look = (now: Stats, before: Stats): void => {
    if (isThere(before) && !isThere(now)) this.onRemoved();
  };

  constructor(
    private readonly folder: string,
    private readonly onRemoved: () => void,
    milliseconds = interval,
  ) {
    watchFile(folder, { interval: milliseconds, persistent: false }, this.#look);
  }

  dispose(): void {
    unwatchFile(this.folder, this.#look);
  }
}

/** For what is missing, the system's watch tells of a file from the beginning of time. */
function isThere({ mtimeMs, ctimeMs }: Stats): boolean {
  return mtimeMs !== 0 || ctimeMs !== 0;
}
