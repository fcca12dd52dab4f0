/**
 * What is kept of a text that was learned, to tell later whether anything of it is gone: a digest of the whole, and one of
 * each line. The text itself is not kept.
 *
 * Lines count without their indentation, and wherever they stand: code that was moved or indented otherwise is not gone.
 */
import { createHash } from 'node:crypto';

/** Separates the digest of the whole from those of its lines, which are written in base 64. */
const separator = '~';
const bytesOfLine = 4;

/** Of a text as a whole, its path included. */
export function digestOfText(path: string, text: string): string {
  return createHash('sha256').update(`${path}\0`).update(text).digest('base64');
}

/** As it is stored. @param lines see {@link lineDigests}. */
export function encodeDigest(whole: string, lines: ReadonlySet<number>): string {
  const bytes = Buffer.alloc(lines.size * bytesOfLine);
  let at = 0;
  for (const line of lines) at = bytes.writeUInt32LE(line, at);
  return whole + separator + bytes.toString('base64');
}

/** Whether a stored digest is that of a text. */
export function isDigestOf(stored: string | undefined, whole: string): boolean {
  return stored?.startsWith(whole + separator) === true;
}

/** @returns undefined where it was stored by a version that kept nothing of lines. */
export function decodeLines(stored: string): readonly number[] | undefined {
  const [, encoded] = stored.split(separator);
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  return Array.from({ length: Math.floor(bytes.length / bytesOfLine) }, (_, at) =>
    bytes.readUInt32LE(at * bytesOfLine),
  );
}

/**
 * Of each line that has a letter or a digit, once.
 *
 * @param into takes the digests up, in place of a new set.
 */
export function lineDigests(text: string, into = new Set<number>()): Set<number> {
  for (const line of text.split('\n')) {
    const written = line.trim();
    if (/[\p{L}\p{N}]/u.test(written)) into.add(digestOfLine(written));
  }
  return into;
}

/** FNV-1a over UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/). */
function digestOfLine(line: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < line.length; at++) hash = Math.imul(hash ^ line.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
