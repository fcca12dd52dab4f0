import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeText } from '@house-style/corpus/decode-text';
import { Failure, isSystemError } from '@house-style/protocol/failure';

/** The text of a file that was named. @throws Failure `file-not-found` where it cannot be read or is no text. */
export async function readTextFile(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (thrown) {
    if (!isSystemError(thrown)) throw thrown;
    const why = thrown.code === 'ENOENT' ? 'There is no file' : 'Cannot read the file';
    throw new Failure('file-not-found', `${why} ${file}.`, { cause: thrown });
  }
  const text = decodeText(bytes);
  if (text === undefined) throw new Failure('file-not-found', `The file ${file} holds no text.`);
  return text;
}

/** A file's path as seen from the current folder, with forward slashes, as paths stand in the training text. */
export function pathFromHere(file: string): string {
  return path.relative(process.cwd(), path.resolve(file)).split(path.sep).join('/');
}
