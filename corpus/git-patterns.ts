import { anyAtAll, anyButSlash, anyFolders, LinearPattern, literal, type Piece, withinName } from './linear-pattern';

// As git's core.ignoreCase is set by default where file systems fold case.
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

/** Longer lines can match no path that a system has. */
const longestPattern = 4096;

/** One line of a `.gitignore` (https://git-scm.com/docs/gitignore). */
export interface GitPattern {
  /** Takes back what an earlier line said. */
  readonly negated: boolean;
  /** @param file relative to the folder that the line stands for. */
  matches(file: string, isFolder: boolean): boolean;
}

/** The lines of a `.gitignore` that say something. */
export function gitPatterns(text: string): GitPattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line) => patternOf(line) ?? []);
}

function patternOf(line: string): GitPattern | undefined {
  if (line.startsWith('#') || line.length > longestPattern) return undefined;
  const negated = line.startsWith('!');
  let text = withoutSpacesAtEnd(negated ? line.slice(1) : line);
  const onlyFolders = text.endsWith('/');
  if (onlyFolders) text = text.slice(0, -1);
  const anchored = text.includes('/');
  if (text.startsWith('/')) text = text.slice(1);
  const pieces = text === '' ? undefined : piecesOf(fold(text));
  if (pieces === undefined) return undefined;
  const pattern = new LinearPattern(pieces);
  return {
    negated,
    matches: (file, isFolder) => {
      if (onlyFolders && !isFolder) return false;
      return pattern.matches(fold(anchored ? file : file.slice(file.lastIndexOf('/') + 1)));
    },
  };
}

function fold(text: string): string {
  return ignoreCase ? text.toLowerCase() : text;
}

/** Spaces at the end do not count, unless there is a backslash before them. */
function withoutSpacesAtEnd(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === ' ' && !isEscaped(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

function isEscaped(line: string, at: number): boolean {
  let backslashes = 0;
  while (line.charAt(at - 1 - backslashes) === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** What a pattern without its outer slashes says; undefined where it can match nothing. */
function piecesOf(text: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '*') {
      const start = at;
      while (text.charAt(at + 1) === '*') at += 1;
      const opens = start === 0 || text.charAt(start - 1) === '/';
      const isFolders = at > start && opens;
      if (isFolders && text.charAt(at + 1) === '/') {
        pieces.push(anyFolders);
        at += 1;
      } else if (isFolders && at + 1 === text.length) {
        // Behind a folder something must stand in it.
        if (start > 0) pieces.push(anyAtAll);
        pieces.push({ kind: 'repeat', pieces: [anyAtAll] });
      } else pieces.push(withinName);
    } else if (character === '?') pieces.push(anyButSlash);
    else if (character === '\\') {
      at += 1;
      if (at === text.length) return undefined;
      pieces.push(literal(text.charAt(at)));
    } else if (character === '[') {
      const bracket = bracketAt(text, at);
      if (bracket === undefined) return undefined;
      pieces.push(bracket.piece);
      at = bracket.end;
    } else pieces.push(literal(character));
  }
  return pieces;
}

const namedClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  // eslint-disable-next-line no-control-regex -- what the name says
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9a-f]/i,
};

/** The bracket that opens at `open`, and where it ends; undefined where it does not, or names a class that is none. */
function bracketAt(text: string, open: number): { readonly piece: Piece; readonly end: number } | undefined {
  let at = open + 1;
  const negated = /[!^]/.test(text.charAt(at));
  if (negated) at += 1;
  const members: ((unit: number) => boolean)[] = [];
  for (let first = true; first || text.charAt(at) !== ']'; first = false) {
    if (at >= text.length) return undefined;
    const named = /^\[:([a-z]*):\]/.exec(text.slice(at, at + 12));
    if (named !== null) {
      const ofName = namedClasses[named[1] ?? ''];
      if (ofName === undefined) return undefined;
      members.push((unit) => ofName.test(String.fromCharCode(unit)));
      at += named[0].length;
      continue;
    }
    const from = unitAt(text, at);
    at = from.next;
    if (text.charAt(at) === '-' && at + 1 < text.length && text.charAt(at + 1) !== ']') {
      const to = unitAt(text, at + 1);
      at = to.next;
      members.push((unit) => unit >= from.unit && unit <= to.unit);
    } else members.push((unit) => unit === from.unit);
  }
  const accepts = (unit: number): boolean => unit !== 0x2f && negated !== members.some((member) => member(unit));
  return { piece: { kind: 'one', accepts }, end: at };
}

/** One code unit in brackets, perhaps behind a backslash. */
function unitAt(text: string, at: number): { readonly unit: number; readonly next: number } {
  const start = text.charAt(at) === '\\' ? at + 1 : at;
  return { unit: text.charCodeAt(start), next: start + 1 };
}
