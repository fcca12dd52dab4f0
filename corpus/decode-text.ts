import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { withLineFeeds } from '@house-style/protocol/line-ends';

/**
 * Encodings that are told from Western text by their bytes alone, as the detector names them. Other single-byte guesses
 * are often wrong on code, where few bytes are not ASCII.
 */
const detectable = new Set(['Shift_JIS', 'EUC-JP', 'EUC-KR', 'GB18030', 'Big5', 'KOI8-R', 'windows-1251']);
/** The detector's confidence, of 100, below which a text passes for Western. */
const sureEnough = 80;
/** Bytes that the detector looks at. */
const sampleSize = 64 * 1024;

/**
 * The text of a file, without byte order mark and with line feeds, or undefined when it is no text.
 *
 * UTF-8 wherever the bytes are valid UTF-8; else UTF-16 by its mark or by where its zero bytes stand; else an encoding
 * that the detector is sure of; else windows-1252, which is how the web reads what calls itself Latin-1
 * (https://encoding.spec.whatwg.org/#names-and-labels).
 */
export function decodeText(bytes: Buffer): string | undefined {
  const text = decode(bytes);
  return text === undefined || looksBinary(text) ? undefined : withLineFeeds(text);
}

function decode(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes, 'le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes, 'be');
  if (bytes.includes(0)) {
    const order = utf16Order(bytes);
    return order === undefined ? undefined : decodeUtf16(bytes, order);
  }
  if (isUtf8(bytes)) return bytes.toString('utf8', startsWithUtf8Mark(bytes) ? 3 : 0);
  const guess = analyse(bytes.subarray(0, sampleSize)).find(({ name }) => detectable.has(name));
  if (guess !== undefined && guess.confidence >= sureEnough) {
    const text = iconv.decode(bytes, guess.name);
    if (!text.includes('\ufffd')) return text;
  }
  return iconv.decode(bytes, 'windows-1252');
}

function startsWithUtf8Mark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function decodeUtf16(bytes: Buffer, order: 'le' | 'be'): string | undefined {
  try {
    return new TextDecoder(`utf-16${order}`, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Byte order of UTF-16 without a mark: in code, nearly every second byte is zero and no other is. */
function utf16Order(bytes: Buffer): 'le' | 'be' | undefined {
  if (bytes.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  const sample = bytes.subarray(0, sampleSize);
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index & 1] = (zeros[index & 1] as number) + 1;
  const [even, odd] = zeros as [number, number];
  const most = sample.length / 2;
  if (odd > 0.7 * most && even === 0) return 'le';
  if (even > 0.7 * most && odd === 0) return 'be';
  return undefined;
}

/** Text holds no control characters but these: tab, newline, vertical tab, form feed, carriage return, escape. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const controls = /[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]/g;
/** More than one control character in so many is no text. A few stand in hand-written test data. */
const charactersPerControl = 500;

/** Whether what somebody made a text of, such as an editor of a file that it was told to open all the same, is none. */
export function looksBinary(text: string): boolean {
  return text.includes('\0') || (text.match(controls)?.length ?? 0) * charactersPerControl > text.length;
}
