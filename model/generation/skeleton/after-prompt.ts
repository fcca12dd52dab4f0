/** What of a skeleton is left where the beginning of a file is given. */
import { identifiersIn } from '../siblings/declarations';
import { isAtTop, statesOf } from '../structure/lexical-state';
import type { Skeleton, Slot } from './skeleton';

/** Share of names that a given line and one of the skeleton have in common, above which they are the same line. */
const same = 0.5;
/** Places that are tried where the likeliest one is wrong; each takes a parse. */
const mostTried = 40;
const commentEnd = /(?:\*\/|"""|''')\s*$/;

/**
 * @param errorsIn tells how many errors a text has in the grammar of its language: where the likeliest place to go on
 *   from makes some, the first place is taken that makes none, or fewer.
 */
export function afterPrompt(skeleton: Skeleton, prompt: string, errorsIn?: (text: string) => number): Skeleton {
  if (prompt.trim() === '') return skeleton;
  const lines = skeleton.slots.flatMap((slot) => slot.lines);
  const likeliest = lineAfter(lines, prompt.trimEnd().split('\n'), skeleton);
  const errorsFrom = (line: number): number => errorsIn?.(`${prompt}${lines.slice(line).join('\n')}\n`) ?? 0;
  let [left, errors] = [likeliest, errorsFrom(likeliest)];
  for (const line of errors === 0 ? [] : placesAtTop(lines, likeliest, skeleton)) {
    const found = errorsFrom(line);
    if (found < errors) [left, errors] = [line, found];
    if (errors === 0) break;
  }
  let skipped = 0;
  const slots: Slot[] = [];
  for (const slot of skeleton.slots) {
    const skip = Math.max(0, Math.min(slot.lines.length, left - skipped));
    skipped += slot.lines.length;
    if (skip < slot.lines.length) slots.push({ ...slot, lines: slot.lines.slice(skip) });
  }
  return { ...skeleton, slots };
}

/** Lines that begin something at the top of the file, the nearest to a line first. */
function placesAtTop(lines: readonly string[], near: number, { language }: Skeleton): number[] {
  const states = statesOf(lines, language);
  const places = lines.flatMap((line, index) => {
    const state = states[index];
    return state !== undefined && isAtTop(state) && /^[^\s})\]]/.test(line) ? [index] : [];
  });
  return [...places, lines.length].sort((a, b) => Math.abs(a - near) - Math.abs(b - near)).slice(0, mostTried);
}

/** Index of the line that follows what is given. */
function lineAfter(lines: readonly string[], given: readonly string[], { language }: Skeleton): number {
  const states = statesOf(lines, language);
  const end = statesOf(given, language).at(-1);
  const last = given.at(-1) ?? '';
  let [best, at] = [same, -1];
  for (const [index, line] of lines.entries()) {
    const state = states[index + 1];
    if (state?.open !== end?.open || state?.within !== end?.within) continue;
    const alike = inCommon(identifiersIn(line), identifiersIn(last));
    if (alike > best) [best, at] = [alike, index];
  }
  if (at >= 0) return at + 1;
  // A comment ends: that of the skeleton does so too, after as many comments.
  if (!commentEnd.test(last)) return 0;
  const ended = (of: readonly string[]): number[] => {
    const after = statesOf(of, language).slice(1);
    return of.flatMap((line, index) => (commentEnd.test(line) && after[index]?.within === '' ? [index] : []));
  };
  const [mine, theirs] = [ended(given), ended(lines)];
  return (theirs[Math.min(mine.length, theirs.length) - 1] ?? -1) + 1;
}

function inCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const names = new Set(b);
  return (2 * a.filter((name) => names.has(name)).length) / (a.length + b.length);
}
