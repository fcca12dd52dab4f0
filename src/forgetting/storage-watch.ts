import { type Stats, unwatchFile, watchFile } from 'node:fs';
import type { Disposable } from '../observable';

/** How often it is looked whether the storage is still there, milliseconds. */
const interval = 2_000;

/** Notices that the workspace's storage was removed: another window forgets, and this one must too. */
export class StorageWatch implements Disposable {
  /** When the folder that is watched was made. */
  #made: number | undefined;
  readonly #look = (now: Stats, before: Stats): void => {
    const earlier = (this.#made ??= whenMade(before));
    const made = whenMade(now);
    this.#made = made ?? earlier;
    // This window may have made the folder anew between two looks, as when it was about to store something.
    const isAnother = earlier !== undefined && made !== undefined && made !== earlier;
    if (isAnother || (isThere(before) && !isThere(now))) this.onRemoved();
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

/**
 * Undefined where nobody knows: a file system that does not keep it says nothing or the time of the last change, from
 * which a folder that was only just made cannot be told.
 */
function whenMade({ birthtimeMs, ctimeMs }: Stats): number | undefined {
  return birthtimeMs === 0 || birthtimeMs === ctimeMs ? undefined : birthtimeMs;
}
