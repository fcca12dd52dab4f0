/** What of a skeleton is left where the beginning of a file is given. */
import { identifiersIn } from '../siblings/declarations';
import { isAtTop, statesOf } from '../../structure/lexical-state';
import type { Skeleton, Slot } from './skeleton';

/** Share of names that a given line and one of the skeleton have in common, from which on they are the same line. */
const same = 0.5;
/** Lines before a place that are compared, and what each counts beside the next one. */
const compared = 4;
const weightBack = 0.5;
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
  const goesOnAt = (index: number): boolean => {
    const state = states[index];
    return state !== undefined && state.open === end?.open && state.within === end.within;
  };
  let [best, after] = [0, 0];
  for (let index = 1; index <= lines.length; index++) {
    const alike = goesOnAt(index) ? likenessBefore(lines, index, given) : 0;
    if (alike > best) [best, after] = [alike, index];
  }
  if (after > 0) return after;
  if (end !== undefined && !isAtTop(end)) return firstAfter(given.length, lines.length, goesOnAt);
  // A comment ends: that of the skeleton does so too, after as many comments.
  if (!commentEnd.test(given.at(-1) ?? '')) return 0;
  const ended = (of: readonly string[]): number[] => {
    const states = statesOf(of, language).slice(1);
    return of.flatMap((line, index) => (commentEnd.test(line) && states[index]?.within === '' ? [index] : []));
  };
  const [mine, theirs] = [ended(given), ended(lines)];
  return (theirs[Math.min(mine.length, theirs.length) - 1] ?? -1) + 1;
}

/** How alike the last lines that are given are to those before a line; the last one alone may make it the same place. */
function likenessBefore(lines: readonly string[], index: number, given: readonly string[]): number {
  let likeness = 0;
  for (let back = 1; back <= compared; back++) {
    const [mine, theirs] = [given.at(-back)?.trim(), lines[index - back]?.trim()];
    if (mine === undefined || theirs === undefined) break;
    const alike = mine === theirs ? 1 : inCommon(identifiersIn(theirs), identifiersIn(mine));
    if (back === 1 && alike < same) return 0;
    likeness += alike * weightBack ** (back - 1);
  }
  return likeness;
}

/** The nearest line to a place where a text may go on that ends in the middle of something. */
function firstAfter(place: number, count: number, goesOnAt: (index: number) => boolean): number {
  const lines = Array.from({ length: count }, (_, index) => index).filter(goesOnAt);
  return lines.sort((a, b) => Math.abs(a - place) - Math.abs(b - place))[0] ?? 0;
}

function inCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const names = new Set(b);
  return (2 * a.filter((name) => names.has(name)).length) / (a.length + b.length);
}
