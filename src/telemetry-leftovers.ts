/**
 * What ONNX Runtime's telemetry left on the disk while earlier versions of House Style let it: an identifier of the
 * machine and what was waiting to be sent. It is removed once.
 */
import { rm, rmdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Log } from './log';

/** All that the telemetry writes; the folder may hold what is not its own. */
const files = ['deviceid', 'deviceid.lock', ...['', '-journal', '-wal', '-shm'].map((end) => `onnxruntime.db${end}`)];
const folderName = ['Microsoft', 'DeveloperTools', '.onnxruntime'];
const removedKey = 'telemetryLeftoversRemoved';

/** Where the telemetry may have written, by the rules of the runtime: nowhere on Windows. */
export function telemetryFolders(
  platform = process.platform,
  home = os.homedir(),
  cache = process.env['XDG_CACHE_HOME'],
): readonly string[] {
  if (platform === 'win32') return [];
  if (platform === 'darwin') return [path.join(home, 'Library', 'Application Support', ...folderName)];
  const caches = new Set([path.join(home, '.cache'), ...(cache === undefined || cache === '' ? [] : [cache])]);
  return [...caches].map((one) => path.join(one, ...folderName));
}

/**
 * Removes what the telemetry wrote in a folder, and of the folder and the two around it what is empty then.
 *
 * @returns the files that are gone.
 */
export async function removeTelemetryFiles(folder: string): Promise<readonly string[]> {
  const gone: string[] = [];
  for (const file of files.map((name) => path.join(folder, name))) {
    if (await succeeds(rm(file))) gone.push(file);
  }
  let emptied = folder;
  for (let left = folderName.length; gone.length > 0 && left > 0 && (await succeeds(rmdir(emptied))); left--) {
    emptied = path.dirname(emptied);
  }
  return gone;
}

/** What the editor keeps for the extension between its starts. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/**
 * Removes it where that was not yet done on this machine, and tells when there was something.
 *
 * @param tell shows a sentence to the user.
 */
export async function removeTelemetryLeftovers(
  memory: Memory,
  log: Pick<Log, 'info'>,
  tell: (message: string) => void,
  folders = telemetryFolders(),
): Promise<void> {
  if (memory.get(removedKey) === true) return;
  const gone = (await Promise.all(folders.map(removeTelemetryFiles))).flat();
  await memory.update(removedKey, true);
  if (gone.length === 0) return;
  log.info(`Removed what the telemetry of ONNX Runtime, which is off now, had left: ${gone.join(', ')}.`);
  tell(
    l10n.t(
      'House Style: the telemetry of a library is off now, and what it left on this machine was removed. The log names the files.',
    ),
  );
}

/** What is not there, or not empty, stays as it is. */
async function succeeds(removal: Promise<void>): Promise<boolean> {
  return await removal.then(
    () => true,
    () => false,
  );
}
