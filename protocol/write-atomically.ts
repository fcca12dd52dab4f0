import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure, isSystemError } from './failure';
import { privateFile } from './private-files';

/** What a killed process left half-written is taken away by the next write so long after its last change. Milliseconds. */
const leftoverAge = 3_600_000;

/**
 * Writes a file so that readers, and whoever comes after a crash, see either the old file or the whole new one: a
 * temporary file beside it, flushed to the disk, then renamed, then the folder flushed. Written piece by piece, which
 * the packages for this do not offer, so that a large checkpoint is never in memory twice. Only its owner can read it.
 *
 * The temporary name is random, so that two processes that write one file at once never meet.
 *
 * @param beforeRename runs when the new file is whole on the disk and the old one still stands.
 * @throws Failure `disk-full` or `output-unwritable`; the old file is then as it was. What the pieces throw.
 */
export async function writeAtomically(
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const writeAll = async (handle: FileHandle): Promise<void> => {
    for await (const piece of pieces) await writeWhole(handle, piece);
  };
  await replaceFile(file, writeAll, beforeRename);
}

/**
 * The same for what is written otherwise than piece by piece.
 *
 * @param write everything, to the new file.
 * @throws as {@link writeAtomically}.
 */
export async function replaceFile(
  file: string,
  write: (handle: FileHandle) => Promise<void>,
  beforeRename: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await removeLeftovers(file, leftoverAge);
  const temporary = `${file}.${randomBytes(8).toString('hex')}.tmp`;
  try {
    // Never through a link or into a file that somebody put there.
    const handle = await open(temporary, 'wx', privateFile);
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await beforeRename();
    await rename(temporary, file);
    await flushFolder(path.dirname(file));
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw writeFailure(file, thrown);
  }
}

/**
 * Removes what killed processes left half-written beside a file.
 *
 * @param age only what was not written to for so long, milliseconds; 0 where nobody else can be writing.
 */
export async function removeLeftovers(file: string, age = 0): Promise<void> {
  const folder = path.dirname(file);
  const start = `${path.basename(file)}.`;
  // The file's own write says what is wrong with the folder.
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(start) || !/^[0-9a-f]{16}\.tmp$/.test(name.slice(start.length))) continue;
    const leftover = path.join(folder, name);
    const changed = await stat(leftover).then(({ mtimeMs }) => mtimeMs, Date.now);
    if (Date.now() - changed >= age) await rm(leftover, { force: true });
  }
}

async function writeWhole(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length;) {
    written += (await handle.write(piece, written)).bytesWritten;
  }
}

/** A rename is safe from a power cut once its folder is flushed; Windows cannot open folders and needs no such call. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What went wrong with writing a file, as a sentence that names it. */
export function writeFailure(file: string, thrown: unknown): unknown {
  if (!isSystemError(thrown)) return thrown;
  if (thrown.code === 'ENOSPC' || thrown.code === 'EDQUOT') {
    return new Failure('disk-full', `The disk is full: ${file} could not be written. Free some space and go on.`, {
      cause: thrown,
    });
  }
  return new Failure('output-unwritable', `Cannot write ${file}: ${reasonOf(thrown)}.`, { cause: thrown });
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
      return 'its folder does not exist';
    case 'ENOTDIR':
      return 'a part of its path is a file, not a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return message;
  }
}
