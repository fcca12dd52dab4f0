/** What of a workspace's storage takes how much room, and how one part of it, or all of it, is deleted. */
import { lstat, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { readRunRecord } from '../training/run-record';
import { lookInterval, showsLife } from '../training/run-watch';
import { trainingStorage } from '../training/storage';
import { removeStorage } from './learned-storage';

/** Parts that can be deleted by themselves. */
export const partKinds = ['tables', 'code', 'model', 'checkpoints'] as const;

/** The model stands for those too that are kept to go back to. */
export type PartKind = (typeof partKinds)[number];

export interface Stored {
  /** On the disk; a file that has two names counts once. */
  readonly bytes: number;
  /** The last change of a file of it, milliseconds since 1970: tables are touched whenever they are loaded. */
  readonly usedAt: number;
}

/** Characters of the longest description of a workspace that is looked at. */
const longestDescription = 65_536;

/** The parts that there are of a storage. */
export async function storedParts(folder: string): Promise<ReadonlyMap<PartKind, Stored>> {
  const found = new Map<PartKind, Stored>();
  for (const kind of partKinds) {
    const names = await namesOf(folder, kind);
    const stored = await measured(names.map((name) => path.join(folder, name)));
    if (stored !== undefined) found.set(kind, stored);
  }
  return found;
}

/** All of a storage; undefined where there is no file in it. */
export async function storedIn(folder: string): Promise<Stored | undefined> {
  return await measured([folder]);
}

/**
 * Deletes a part of a storage, or all of it.
 *
 * @param part undefined for all of it.
 * @returns whether that was done; false where a training is at work in the storage, and all of it stays.
 * @throws the system's error where something cannot be deleted.
 */
export async function removeStored(
  folder: string,
  part: PartKind | undefined,
  betweenLooks = lookInterval,
): Promise<boolean> {
  if (await isTraining(folder, betweenLooks)) return false;
  if (part === undefined) {
    await removeStorage(folder);
    return true;
  }
  for (const name of await namesOf(folder, part)) {
    await rm(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
  return true;
}

/** Whether a training is at work in a storage, whichever window has started it. */
export async function isTraining(folder: string, betweenLooks = lookInterval): Promise<boolean> {
  const { record: file } = trainingStorage(folder);
  const record = await readRunRecord(file).catch(() => undefined);
  return record !== undefined && (await showsLife(file, record, betweenLooks));
}

/**
 * What the workspace of a storage is called, by what the editor keeps beside it: its folder's name, or that of its
 * workspace file. Undefined where nobody knows.
 */
export async function workspaceName(folder: string): Promise<string | undefined> {
  try {
    const said = JSON.parse(await beginningOf(path.join(path.dirname(folder), 'workspace.json'))) as unknown;
    if (typeof said !== 'object' || said === null) return undefined;
    const entries: [string, unknown][] = Object.entries(said);
    const uri = entries.find(([key]) => ['folder', 'workspace', 'configuration'].includes(key))?.[1];
    if (typeof uri !== 'string') return undefined;
    const name = path.posix.basename(decodeURIComponent(new URL(uri).pathname), '.code-workspace');
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}

async function beginningOf(file: string): Promise<string> {
  if (!(await lstat(file)).isFile()) return '';
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(longestDescription);
    const { bytesRead } = await handle.read(bytes);
    return bytes.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function namesOf(folder: string, kind: PartKind): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => kindOf(name) === kind);
}

/** Of a file in a storage, with what was left half-written of it; undefined for records and signs of windows. */
function kindOf(name: string): PartKind | undefined {
  const { tables, corpus, firstPart, verdicts, checkpoint, model, models } = trainingStorage('');
  const isOf = (...files: readonly string[]): boolean =>
    files.some((file) => name === file || name.startsWith(`${file}.`));
  if (isOf(tables)) return 'tables';
  if (isOf(corpus, firstPart, verdicts)) return 'code';
  if (isOf(checkpoint)) return 'checkpoints';
  if (isOf(model) || name === models) return 'model';
  return undefined;
}

/** Files and all that is in folders. Links are not followed. */
async function measured(places: readonly string[]): Promise<Stored | undefined> {
  const counted = new Set<string>();
  let [files, bytes, usedAt] = [0, 0, 0];
  const visit = async (place: string): Promise<void> => {
    // What is gone by now takes no room.
    const status = await lstat(place).catch(() => undefined);
    if (status?.isDirectory()) {
      for (const name of await readdir(place).catch(() => [])) await visit(path.join(place, name));
    } else if (status !== undefined) {
      files += 1;
      usedAt = Math.max(usedAt, status.mtimeMs);
      const identity = `${status.dev}:${status.ino}`;
      if (status.nlink > 1 && counted.has(identity)) return;
      counted.add(identity);
      bytes += status.size;
    }
  };
  for (const place of places) await visit(place);
  return files === 0 ? undefined : { bytes, usedAt };
}
