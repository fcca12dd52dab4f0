/**
 * How a new file is to be written: with the line ends and the indentation that `.editorconfig` asks for, and where that says
 * nothing, with those that most of the files have that it is like.
 */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { LineEnd } from '@house-style/protocol/generated-file';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { type EditorConfig, editorConfigOf } from './editor-config';
import { type IndentationUnit, mayIndentOtherwise, unitOf } from './indentation';

export interface WrittenStyle {
  /** Undefined where nothing says. */
  readonly unit?: IndentationUnit;
  readonly lineEnd: LineEnd;
}

/** Bytes at the beginning of a file by which it is told. */
const sampleBytes = 32_768;
/** Spaces of the widest level that is written. */
const widest = 8;

/**
 * @param folder that the file is to be in, an absolute path.
 * @param file its path there, with forward slashes.
 * @param like paths of files there that it is like, the most similar first.
 */
export async function writtenStyle(folder: string, file: string, like: readonly string[]): Promise<WrittenStyle> {
  const asked = await editorConfigOf(folder, file);
  const samples = await Promise.all(like.map((one) => beginningOf(path.join(folder, one))));
  const lineEnd = lineEndIn(asked) ?? mostFrequent(samples.map(lineEndOf)) ?? '\n';
  if (!mayIndentOtherwise(file)) return { lineEnd };
  const unit = unitIn(asked) ?? mostFrequent(samples.map((text) => unitOf(withLineFeeds(text))));
  return { lineEnd, ...(unit !== undefined && { unit }) };
}

function lineEndIn(asked: EditorConfig): LineEnd | undefined {
  const named = asked.get('end_of_line');
  return named === 'crlf' ? '\r\n' : named === 'lf' ? '\n' : undefined;
}

function unitIn(asked: EditorConfig): IndentationUnit | undefined {
  const style = asked.get('indent_style');
  if (style === 'tab') return '\t';
  const size = Number(asked.get('indent_size'));
  return style === 'space' && Number.isInteger(size) && size >= 1 && size <= widest ? ' '.repeat(size) : undefined;
}

function lineEndOf(text: string): LineEnd | undefined {
  const ends = text.match(/\r?\n/g) ?? [];
  if (ends.length === 0) return undefined;
  return ends.filter((end) => end === '\r\n').length * 2 > ends.length ? '\r\n' : '\n';
}

/** Of as many, the one that comes first. */
function mostFrequent<T>(values: readonly (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Empty where the file cannot be read. */
async function beginningOf(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
