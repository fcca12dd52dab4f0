import type { Edit } from '@house-style/protocol/edit';

/** The edit that makes one text of another; undefined where both are the same. */
export function changeBetween(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let front = 0;
  while (front < shorter && before[front] === after[front]) front += 1;
  if (isHighSurrogate(before, front - 1)) front -= 1;
  let back = 0;
  while (back < shorter - front && before.at(-1 - back) === after.at(-1 - back)) back += 1;
  if (isHighSurrogate(before, before.length - back - 1) && back > 0) back -= 1;
  return {
    offset: front,
    deleted: before.length - front - back,
    inserted: after.slice(front, after.length - back),
  };
}

/** The first of two code units that are one character. */
function isHighSurrogate(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at));
}

/** Where an offset lies in a text with line feeds: line and column, both from 0. */
export function placeOf(text: string, offset: number): readonly [line: number, column: number] {
  const before = text.slice(0, offset).split('\n');
  return [before.length - 1, before.at(-1)?.length ?? 0];
}
