/**
 * Chooses what stays of a file that is too long to be followed as a whole: its beginning, its end, and between them as many
 * of its parts as there is room for, each whole, so that what is left is a file too.
 */
import type { Language } from '../../structure/languages';
import { type LexicalState, sameState, statesOf } from '../../structure/lexical-state';

interface Text {
  readonly lines: readonly string[];
  /** What is open before each line, and after the last one. */
  readonly open: readonly Open[];
  readonly language: Language;
}

interface Open {
  readonly state: LexicalState;
  /** Conditions of the preprocessor. */
  readonly conditions: number;
}

/** Lines from one to before another. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Within a part that is too long, parts are chosen again; no file nests them deeper. */
const deepest = 6;
/** Share of the room that is kept for the end of a file. */
const endShare = 0.25;
/** What may hold fewer things than it does: of a function, half would be none. */
const holder = /\b(?:class|namespace|struct|interface|enum|module|impl|trait|extern|describe|object)\b|^\s*#\s*if/;

/** @returns indices of the lines that stay, in order; all where they fit. @param room characters. */
export function linesThatFit(lines: readonly string[], language: Language, room: number): number[] {
  const states = statesOf(lines, language);
  const open: Open[] = [];
  let conditions = 0;
  for (let index = 0; index <= lines.length; index++) {
    open.push({ state: states[index] as LexicalState, conditions });
    if (!language.preprocessed) continue;
    if (/^\s*#\s*if/.test(lines[index] ?? '')) conditions += 1;
    else if (/^\s*#\s*endif/.test(lines[index] ?? '')) conditions -= 1;
  }
  return fitting({ lines, open, language }, { from: 0, to: lines.length }, room, 0);
}

function fitting(text: Text, span: Span, room: number, depth: number): number[] {
  if (lengthOf(text, span) <= room) return indices(span);
  if (depth === deepest) return [];
  const parts = partsOf(text, span);
  const [first, ...others] = parts;
  const last = others.pop();
  if (first === undefined) return [];
  if (last === undefined) return within(text, span, room, depth);
  const beginning = fitting(text, first, room, depth + 1);
  const isEnd = depth === 0 && lengthOf(text, last) <= room * endShare;
  let left = room - lengthOfLines(text, beginning) - (isEnd ? lengthOf(text, last) : 0);
  const kept = [...beginning];
  for (const part of isEnd ? others : [...others, last]) {
    const stays = fitting(text, part, left, depth + 1);
    left -= lengthOfLines(text, stays);
    kept.push(...stays);
  }
  return isEnd ? [...kept, ...indices(last)] : kept;
}

/** Of one part, the lines that open and close it and some of what stands between; nothing where that is not to be had. */
function within(text: Text, { from, to }: Span, room: number, depth: number): number[] {
  const { lines, open, language } = text;
  let start = from;
  while (start < to && isOpenAs(open[start + 1], open[from]) && !opensBlock(lines[start], language)) start += 1;
  if (!holder.test(lines[start] ?? '')) return [];
  start += 1;
  let end = to;
  // Where something is closed, the line that does so stays.
  if (!isOpenAs(open[start], open[to])) {
    do end -= 1;
    while (end > start && (lines[end]?.trim() === '' || !isOpenAs(open[end], open[start])));
  }
  if (start >= end || end - start === to - from) return [];
  const around = [...indices({ from, to: start }), ...indices({ from: end, to })];
  const left = room - lengthOfLines(text, around);
  const inside = left <= 0 ? [] : fitting(text, { from: start, to: end }, left, depth + 1);
  return inside.every((index) => lines[index]?.trim() === '')
    ? []
    : [...indices({ from, to: start }), ...inside, ...indices({ from: end, to })];
}

/** Parts that are set apart by empty lines, at the level of the whole. */
function partsOf({ lines, open, language }: Text, { from, to }: Span): Span[] {
  const filled = indices({ from, to }).filter((index) => lines[index]?.trim() !== '');
  const level = indentation(lines[filled[0] ?? from]);
  const parts: Span[] = [];
  let start = from;
  for (const index of filled) {
    if (index === start || lines[index - 1]?.trim() !== '' || !isOpenAs(open[index], open[from])) continue;
    if (language.indented && indentation(lines[index]) > level) continue;
    parts.push({ from: start, to: index });
    start = index;
  }
  return [...parts, { from: start, to }];
}

function isOpenAs(a: Open | undefined, b: Open | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.conditions === b.conditions && sameState(a.state, b.state);
}

function opensBlock(line = '', { indented }: Language): boolean {
  return indented && /:\s*(?:#.*)?$/.test(line);
}

function indentation(line = ''): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

function indices({ from, to }: Span): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function lengthOf(text: Text, span: Span): number {
  return lengthOfLines(text, indices(span));
}

function lengthOfLines({ lines }: Text, kept: readonly number[]): number {
  return kept.reduce((sum, index) => sum + (lines[index]?.length ?? 0) + 1, 0);
}
