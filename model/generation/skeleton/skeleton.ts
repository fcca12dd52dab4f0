/**
 * What a new file takes from the file that it follows: the lines that its kind has in common stay, and what is that
 * file's own is written anew in the same place.
 */
import { fileNameOf } from '../names/file-name';
import { declaredIn, identifiersIn } from '../siblings/declarations';
import type { Neighbours } from '../siblings/neighbours';
import type { Siblings } from '../siblings/choose-siblings';
import { languageOf, type Language } from '../../structure/languages';
import { linesThatFit } from './shorten';
import { type LexicalState, sameState, statesOf } from '../../structure/lexical-state';

export type Slot =
  /** Stays as it is. */
  | { readonly kind: 'firm'; readonly lines: readonly string[] }
  /** One line that opens or closes something: another may stand there that does the same. */
  | { readonly kind: 'line'; readonly lines: readonly string[]; readonly after: LexicalState }
  /** Some lines between which nothing stays open: others may stand there, more or fewer. */
  | { readonly kind: 'hole'; readonly lines: readonly string[]; readonly after: LexicalState };

export interface Skeleton {
  readonly language: Language;
  readonly slots: readonly Slot[];
}

/** Siblings that say which lines are of the kind. */
const askedSiblings = 7;
/** Of a faithful file, a line stays where this share of the siblings has it; of a free one, where nearly all have. */
const shareToStay = 0.7;
/** Of the room there is, where a longer file is followed in part. */
const leastFilled = 0.5;
const importing =
  /^\s*(?:import\b|from\s+\S+\s+import\b|#\s*include\b|using\s+[\w.]+\s*;|use\s|package\s|require\b|@import\b)/;

/**
 * @param faithful 1: every line stays, with the names carried over; 0: those alone that nearly all siblings have.
 * @param room characters that there is room for: of a longer file, some parts are left out.
 */
export function skeletonOf(
  neighbours: Neighbours,
  { first, others }: Siblings,
  path: string,
  { faithful, room }: { readonly faithful: number; readonly room: number },
): Skeleton {
  const language = languageOf(fileNameOf(path).extension);
  const whole = withoutLastEnd(neighbours.renamed(first, path).split('\n'));
  const parts = linesThatFit(whole, language, room);
  // Where its parts are too long to choose of, it is cut when there is no more room.
  const isEnough = parts.length === whole.length || lengthOf(parts, whole) >= leastFilled * room;
  const fitting = isEnough ? parts : [...whole.keys()];
  const lines = fitting.map((index) => whole[index] ?? '');
  const states = statesOf(lines, language);
  const wholeGeneric = neighbours.genericLines(first);
  const generic = fitting.map((index) => wholeGeneric[index] ?? '');
  const asked = others.slice(0, askedSiblings).map((file) => new Set(neighbours.genericLines(file)));
  const needed = (1 - faithful) * shareToStay;
  const usedLater = usesAfterEachLine(lines);
  const stays = lines.map((line, index) => {
    if (!/\w/.test(line) || importing.test(line)) return true;
    const declared = declaredIn(line);
    if (declared !== undefined && usedLater[index]?.has(declared) === true) return true;
    if (asked.length === 0) return faithful >= 0.5;
    const has = asked.filter((of) => of.has(generic[index] ?? '')).length;
    return has / asked.length >= needed;
  });
  const slots: Slot[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const after = states[index + 1] as LexicalState;
    const whole = sameState(states[index] as LexicalState, after) && !(language.indented && /:\s*(#.*)?$/.test(line));
    const kind = stays[index] === true ? 'firm' : whole ? 'hole' : 'line';
    const last = slots.at(-1);
    if (last?.kind === kind && kind !== 'line' && goesOn(last, line)) {
      slots[slots.length - 1] =
        kind === 'firm' ? { kind, lines: [...last.lines, line] } : { kind, lines: [...last.lines, line], after };
    } else slots.push(kind === 'firm' ? { kind, lines: [line] } : { kind, lines: [line], after });
  }
  return { language, slots };
}

function lengthOf(indices: readonly number[], lines: readonly string[]): number {
  return indices.reduce((sum, index) => sum + (lines[index]?.length ?? 0) + 1, 0);
}

/** Holes are of one block. */
function goesOn(slot: Slot, line: string): boolean {
  return slot.kind === 'firm' || indentationOf(slot.lines[0] ?? '') === indentationOf(line);
}

export function indentationOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** For each line, the names that stand in later ones. */
function usesAfterEachLine(lines: readonly string[]): ReadonlySet<string>[] {
  const last = new Map<string, number>();
  for (const [index, line] of lines.entries()) for (const name of identifiersIn(line)) last.set(name, index);
  return lines.map((line, index) => new Set(identifiersIn(line).filter((name) => (last.get(name) ?? 0) > index)));
}

function withoutLastEnd(lines: readonly string[]): readonly string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
