import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { isSystemError, outOfOpenFiles } from '@house-style/protocol/failure';

/** Where it is known: without it, opening a pipe waits for somebody to write into it. */
const withoutWaiting = constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/** Bytes asked for at first where the size is not known. */
const step = 64 * 1024;

/** What a file holds, or why it was not read. `missing` is none of them that needs telling. */
export type Content = Buffer | 'missing' | 'no-file' | 'too-large' | 'unreadable';

/**
 * Reads a file that may have been swapped for anything since it was found: a pipe, a device or a folder is told, never
 * waited for, and no more is read than was asked for, however fast the file grows. In one go, because promises take four
 * times as long where there are many small files.
 *
 * @throws Failure `too-many-open-files` where the system has no room for one more open file: that says nothing of this one.
 */
export function readRegularFile(file: string, maximumBytes = Infinity): Content {
  let descriptor;
  try {
    descriptor = openSync(file, withoutWaiting);
  } catch (thrown) {
    const exhaustion = outOfOpenFiles(thrown);
    if (exhaustion !== undefined) throw exhaustion;
    const code = isSystemError(thrown) ? thrown.code : undefined;
    if (code === 'ENOENT') return 'missing';
    // A socket; a pipe's or device's other end that is not there.
    return code === 'ENXIO' || code === 'ENODEV' ? 'no-file' : 'unreadable';
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return 'no-file';
    if (status.size > maximumBytes) return 'too-large';
    // Some systems' own files say that they are empty and are not.
    let bytes = Buffer.allocUnsafe(status.size || step);
    let length = 0;
    for (;;) {
      const bytesRead = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += bytesRead;
      if (length > maximumBytes) return 'too-large';
      if (bytesRead === 0 || length === status.size) return bytes.subarray(0, length);
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(length)]);
    }
  } catch {
    return 'unreadable';
  } finally {
    closeSync(descriptor);
  }
}
