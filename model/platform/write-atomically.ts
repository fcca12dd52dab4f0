import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure, isSystemError } from '@house-style/protocol/failure';

/**
 * Writes a file so that readers, and whoever comes after a crash, see either the old file or the whole new one: a
 * temporary file beside it, flushed to the disk, then renamed, then the folder flushed. Written piece by piece, which
 * the packages for this do not offer, so that a large checkpoint is never in memory twice.
 *
 * @param beforeRename runs when the new file is whole on the disk and the old one still stands.
 * @throws Failure `disk-full` or `output-unwritable`; the old file is then as it was.
 */
export async function writeAtomically(
  file: string,
  pieces: readonly Uint8Array[],
  beforeRename: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  // One name for all, so that what a killed process left half-written is overwritten, and never piles up.
  const temporary = temporaryOf(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      for (const piece of pieces) await writeAll(handle, piece);
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
 * Where a file is written before it is renamed. Two processes that write one file at once would meet there: a training
 * holds its output's lock.
 */
export function temporaryOf(file: string): string {
  return `${file}.tmp`;
}

async function writeAll(handle: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
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
