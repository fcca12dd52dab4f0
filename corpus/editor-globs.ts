import { anyAtAll, anyButSlash, anyFolders, LinearPattern, literal, type Piece, withinName } from './linear-pattern';

/** Braces within braces that are followed; no pattern that people write comes near. */
const deepestBraces = 20;

/**
 * Tells which paths match one of the editor's glob patterns, as in `files.exclude`: `*` and `?` within a name, `**` for
 * any folders, `{a,b}`, `[a-z]`, `[!a-z]`
 * (https://code.visualstudio.com/docs/editor/glob-patterns). Everything else stands for itself.
 *
 * @returns a function of a path relative to the folder, with forward slashes.
 */
export function excludedBy(patterns: readonly string[]): (path: string) => boolean {
  if (patterns.length === 0) return () => false;
  const any = new LinearPattern([{ kind: 'either', choices: patterns.map((pattern) => piecesOf(pattern, 0)) }]);
  return (path) => any.matches(path);
}

function piecesOf(pattern: string, depth: number): Piece[] {
  const names = splitOutside(pattern, '/').filter((name, index, all) => name !== '**' || all[index - 1] !== '**');
  if (names.length === 1 && names[0] === '**') return [{ kind: 'repeat', pieces: [anyAtAll] }];
  return names.flatMap((name, index): Piece[] => {
    const isLast = index === names.length - 1;
    if (name === '**') {
      if (!isLast) return [anyFolders];
      // What ends with it matches the folder itself too.
      const inside: Piece[] = index === 0 ? [] : [literal('/')];
      return [{ kind: 'either', choices: [[], [...inside, { kind: 'repeat', pieces: [anyAtAll] }]] }];
    }
    const beforeLastFolders = index === names.length - 2 && names[index + 1] === '**';
    return [...nameOf(name, depth), ...(isLast || beforeLastFolders ? [] : [literal('/')])];
  });
}

function nameOf(name: string, depth: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < name.length; at++) {
    const character = name.charAt(at);
    if (character === '*') {
      if (name.charAt(at - 1) !== '*') pieces.push(withinName);
    } else if (character === '?') pieces.push(anyButSlash);
    else if (character === '{') {
      const end = closing(name, at);
      if (end === undefined || depth === deepestBraces) {
        pieces.push(literal(character));
        continue;
      }
      const choices = splitOutside(name.slice(at + 1, end), ',').map((choice) => piecesOf(choice, depth + 1));
      pieces.push({ kind: 'either', choices });
      at = end;
    } else if (character === '[') {
      const end = name.indexOf(']', at + 2);
      if (end < 0) {
        pieces.push(literal(character));
        continue;
      }
      pieces.push(oneOf(name.slice(at + 1, end)));
      at = end;
    } else pieces.push(literal(character));
  }
  return pieces;
}

/** What stands between brackets, as `a-z_`, with `!` or `^` before it for all others. */
function oneOf(members: string): Piece {
  const negated = /^[!^]/.test(members);
  const ranges: (readonly [number, number])[] = [];
  for (let at = negated ? 1 : 0; at < members.length; at++) {
    const isRange = members.charAt(at + 1) === '-' && at + 2 < members.length;
    ranges.push([members.charCodeAt(at), members.charCodeAt(isRange ? at + 2 : at)]);
    if (isRange) at += 2;
  }
  const accepts = (unit: number): boolean =>
    unit !== 0x2f && negated !== ranges.some(([from, to]) => unit >= from && unit <= to);
  return { kind: 'one', accepts };
}

/** Where the brace that opens at `open` closes. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text.charAt(at) === '{') depth += 1;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return undefined;
}

/** Splits at a character that stands neither in braces nor in brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  let inBrackets = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === separator && depth === 0 && !inBrackets) {
      parts.push(text.slice(start, at));
      start = at + 1;
    } else if (character === '[') inBrackets = text.includes(']', at);
    else if (character === ']') inBrackets = false;
    else if (character === '{' && !inBrackets) depth += 1;
    else if (character === '}' && !inBrackets) depth = Math.max(0, depth - 1);
  }
  return [...parts, text.slice(start)];
}
