/**
 * Faults of eight kinds, planted one at a time into files that are right: what people get wrong, and what does not look
 * like the code around it.
 */
import { type Lexeme, lexemesOf } from '@house-style/model/surprise/lexemes';

export const faultKinds = [
  'wrong case',
  'swapped arguments',
  'wrong variable',
  'dropped negation or await',
  'off by one',
  'other quotes or indentation',
  'foreign idiom',
  'misspelt word',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One change of a text, within a line. */
export interface Fault {
  readonly kind: FaultKind;
  /** Code units of the text as it was. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A whole number from 0 up to, but not including, another. */
export type Draw = (below: number) => number;

interface Site {
  readonly start: number;
  readonly end: number;
  readonly texts: readonly string[];
}

/** A fault of a kind somewhere in a file; undefined where the file has no place for one. */
export function faultIn(kind: FaultKind, path: string, text: string, draw: Draw): Fault | undefined {
  const sites = sitesOf[kind](new Source(path, text)).filter(({ texts }) => texts.length > 0);
  const site = sites[draw(Math.max(1, sites.length))];
  if (site === undefined) return undefined;
  return { kind, start: site.start, end: site.end, text: site.texts[draw(site.texts.length)] ?? '' };
}

export function planted(text: string, { start, end, text: fault }: Fault): string {
  return text.slice(0, start) + fault + text.slice(end);
}

const keywords = new Set(
  (
    'abstract any as assert async auto await bool boolean break case catch char class const constexpr continue debugger ' +
    'def default del delete do double elif else enum except export extends false finally float for friend from function ' +
    'get global goto if implements import in inline instanceof int interface is keyof lambda let long namespace new None ' +
    'nonlocal not null nullptr number of operator or and override pass private protected public raise readonly return ' +
    'self set short signed size_t sizeof static string struct super switch template this throw throws True False true try ' +
    'type typedef typename typeof uint undefined unsigned using var virtual void volatile while with yield unknown never ' +
    'include define ifdef ifndef endif std'
  ).split(' '),
);

class Source {
  readonly lexemes: readonly Lexeme[];
  readonly isPython: boolean;
  readonly isC: boolean;

  constructor(
    path: string,
    readonly text: string,
  ) {
    this.lexemes = lexemesOf(path, text);
    this.isPython = /\.pyi?$/.test(path);
    this.isC = /\.(cc?|cpp|h|hpp)$/.test(path);
  }

  textOf({ start, end }: Pick<Lexeme, 'start' | 'end'>): string {
    return this.text.slice(start, end);
  }

  /** Names that people chose, where they stand in code. */
  get names(): readonly Lexeme[] {
    return this.lexemes.filter((one) => one.kind === 'word' && !keywords.has(this.textOf(one)));
  }

  /** Places in code where a pattern matches: never within a string or a comment. */
  *matches(pattern: RegExp): Generator<RegExpExecArray> {
    const prose = this.lexemes.filter(({ kind }) => kind === 'string' || kind === 'comment');
    const inProse = new Set(prose.map(({ start }) => start));
    const starts = new Map(this.lexemes.map((one) => [one.start, one]));
    for (const match of this.text.matchAll(new RegExp(pattern, 'gmu'))) {
      if (starts.has(match.index) && !inProse.has(match.index)) yield match;
    }
  }
}

const sitesOf: Readonly<Record<FaultKind, (source: Source) => Site[]>> = {
  'wrong case': (source) => source.names.map((name) => ({ ...name, texts: otherCases(source.textOf(name)) })),
  'swapped arguments': swappedArguments,
  'wrong variable': wrongVariables,
  'dropped negation or await': (source) =>
    [...source.matches(source.isPython ? /\bnot (?=\w)/ : /!(?=[\w(])|\bawait /)].map((match) => siteOf(match, [''])),
  'off by one': offByOne,
  'other quotes or indentation': otherLayout,
  'foreign idiom': foreignIdioms,
  'misspelt word': (source) => source.names.map((name) => ({ ...name, texts: misspellings(source.textOf(name)) })),
};

function siteOf({ 0: found, index }: RegExpExecArray, texts: readonly string[]): Site {
  return { start: index, end: index + found.length, texts };
}

/** The same words in another case style than a name's own. */
export function otherCases(name: string): string[] {
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  if (parts.length < 2 || parts.join('').length !== name.replace(/_/g, '').length || name.startsWith('_')) return [];
  const lower = parts.map((part) => part.toLowerCase());
  const capital = lower.map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  const styles = [lower.join('_'), [lower[0], ...capital.slice(1)].join(''), capital.join('')];
  return styles.filter((style) => style !== name);
}

function swappedArguments(source: Source): Site[] {
  const argument = String.raw`[\p{L}_$][\p{L}\p{N}_$.]*|\d+`;
  const call = new RegExp(String.raw`(?<=[\p{L}\p{N}_$]\( ?)(${argument}), (${argument})(?= ?\)|, )`);
  return [...source.matches(call)]
    .filter(({ 1: first, 2: second, index }) => first !== second && !isDeclaration(source.text, index))
    .map((match) => siteOf(match, [`${match[2] ?? ''}, ${match[1] ?? ''}`]));
}

/** Whether what begins here are a function's parameters. */
function isDeclaration(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  const end = text.slice(at, text.indexOf('\n', at) + 1);
  return (
    /\b(function|def|constructor|catch|class)\b/.test(line) ||
    (/\)\s*(:[^;]*)?\{\s*$/.test(end) && /^\s*(\w+ )*[\w:]+\($/.test(line))
  );
}

/**
 * A use of a variable in place of which stands another that is declared in like manner: by the same word or, for
 * parameters, with the same type, not far above.
 */
function wrongVariables(source: Source): Site[] {
  const { text } = source;
  const declared: { name: string; at: number; how: string }[] = [];
  for (const match of source.matches(/\b(?:const|let|var|auto|int|bool)\s+([\p{L}_$][\p{L}\p{N}_$]*)(?=\s*[=;:])/u)) {
    declared.push({ name: match[1] ?? '', at: match.index, how: match[0].split(/\s/)[0] ?? '' });
  }
  for (const match of source.matches(/(?<=[(,]\s*)([\p{L}_$][\p{L}\p{N}_$]*)(\??: [\p{L}\p{N}_$<>[\].|]+)(?=[,)])/u)) {
    declared.push({ name: match[1] ?? '', at: match.index, how: match[2] ?? '' });
  }
  const parameters = source.isPython
    ? /\bdef \w+\(([\w, ]+)/u
    : /\b[\p{L}_$][\p{L}\p{N}_$]* ?\(([\p{L}_$][\p{L}\p{N}_$]*(?:, [\p{L}_$][\p{L}\p{N}_$]*)*)\) \{/u;
  for (const match of source.matches(parameters)) {
    if (/^(if|for|while|switch|catch)\b/.test(match[0])) continue;
    for (const name of (match[1] ?? '').split(/,\s*/))
      declared.push({ name: name.trim(), at: match.index, how: 'parameter' });
  }
  if (source.isPython) {
    for (const match of source.matches(/^ *([\p{L}_]\w*)(?= = )/u))
      declared.push({ name: match[1] ?? '', at: match.index, how: '=' });
  }
  const lines = declared.map(({ at }) => lineOf(text, at));
  const near = ({ start, line }: Lexeme) =>
    declared.filter((one, index) => one.at < start && line - (lines[index] as number) < 30);
  return source.names.flatMap((use) => {
    const name = source.textOf(use);
    if (text[use.start - 1] === '.' || /^\s*(:|=[^=])/.test(text.slice(use.end, use.end + 3))) return [];
    const known = near(use);
    const own = known.find((one) => one.name === name);
    if (own === undefined || (own.at + 60 > use.start && text.slice(own.at, use.start).split('\n').length === 1))
      return [];
    const others = new Set(
      known
        .filter(({ how, name: other }) => how === own.how && other !== name && other !== '' && !keywords.has(other))
        .map((one) => one.name),
    );
    return [{ ...use, texts: [...others] }];
  });
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length - 1;
}

function offByOne(source: Source): Site[] {
  const compared = [...source.matches(/(?<=[\w)\]] )(<=?|>=?)(?= [\w(])/)]
    .filter(({ index }) => !/\b(include|template|extends)\b/.test(lineAt(source.text, index)))
    .map((match) => siteOf(match, [match[0].length === 1 ? `${match[0]}=` : match[0].slice(0, 1)]));
  const added = [...source.matches(/ [+-] 1\b(?![.\w])/)].map((match) =>
    siteOf(match, ['', match[0].replace('1', '2')]),
  );
  const numbers = source.lexemes
    .filter((one) => one.kind === 'number' && /^\d{1,2}$/.test(source.textOf(one)))
    .map((one) => ({ ...one, texts: [`${Number(source.textOf(one)) + 1}`] }));
  return [...compared, ...added, ...numbers];
}

function lineAt(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, (text.indexOf('\n', at) + text.length + 1) % (text.length + 1));
}

function otherLayout(source: Source): Site[] {
  const sites: Site[] = [];
  for (const { 0: found, index } of source.matches(/(?<!["'\w])(["'])[^"'`\\\n]+\1(?!["'\w])/)) {
    const quote = found.startsWith('"') ? "'" : '"';
    sites.push({ start: index, end: index + found.length, texts: [quote + found.slice(1, -1) + quote] });
  }
  const comments = new Set(source.lexemes.filter(({ kind }) => kind === 'comment').map(({ start }) => start));
  for (const one of source.lexemes) {
    if (one.kind !== 'indentation' || comments.has(one.end)) continue;
    const own = source.textOf(one);
    if (source.text[one.end] === '\n') continue;
    sites.push({
      ...one,
      texts: own.startsWith('\t') ? [own.replace('\t', '    ')] : [`${own} `, '\t'.repeat(Math.ceil(own.length / 2))],
    });
  }
  return sites;
}

const idioms: readonly {
  readonly of: 'js' | 'py' | 'c';
  readonly house: RegExp;
  readonly foreign: (found: RegExpExecArray) => string;
}[] = [
  { of: 'js', house: /===|!==/, foreign: ([found]) => found.slice(0, 2) },
  { of: 'js', house: /\b(const|let) (?=\w)/, foreign: () => 'var ' },
  { of: 'js', house: /\bthrow new \w+\(/, foreign: () => 'console.error(' },
  {
    of: 'js',
    house: /\b(\w+)\.push\((?=\w)/,
    foreign: ([, array]) => `${array ?? ''}.splice(${array ?? ''}.length, 0, `,
  },
  {
    of: 'js',
    house: /(?<=[(= ])(\(\w*\)|\w+) => \{/,
    foreign: ([, parameter]) => `function ${parameter?.startsWith('(') ? parameter : `(${parameter ?? ''})`} {`,
  },
  { of: 'js', house: /(?<=[\w)] )\?\? /, foreign: () => '|| ' },
  { of: 'py', house: /(?<=\w )is None/, foreign: () => '== None' },
  { of: 'py', house: /(?<=\w )is not None/, foreign: () => '!= None' },
  { of: 'py', house: /\braise \w+\(/, foreign: () => 'sys.exit(' },
  { of: 'py', house: /\bif not (\w+):/, foreign: ([, name]) => `if ${name ?? ''} == False:` },
  { of: 'py', house: /(\w+) in (\w+):/, foreign: ([, key, map]) => `${map ?? ''}.has_key(${key ?? ''}):` },
  { of: 'c', house: /\bNULL\b/, foreign: () => '0' },
  { of: 'c', house: /\bnullptr\b/, foreign: () => 'NULL' },
  { of: 'c', house: /(\w+)\+\+(?=[;)])/, foreign: ([, name]) => `${name ?? ''} += 1` },
  { of: 'c', house: /\b(\w+)\.empty\(\)/, foreign: ([, name]) => `${name ?? ''}.size() == 0` },
  { of: 'c', house: /\bLOG\((\w+)\) <</, foreign: () => 'std::cerr <<' },
];

function foreignIdioms(source: Source): Site[] {
  const language = source.isPython ? 'py' : source.isC ? 'c' : 'js';
  return idioms
    .filter(({ of }) => of === language)
    .flatMap(({ house, foreign }) => [...source.matches(house)].map((match) => siteOf(match, [foreign(match)])));
}

/** A word of a name with two letters swapped, one left out or one doubled. */
export function misspellings(name: string): string[] {
  const found: string[] = [];
  for (const { 0: word, index } of name.matchAll(/[A-Z]?[a-z]{4,}/g)) {
    for (let at = 1; at < word.length - 1; at++) {
      const [before, letter, next] = [name.slice(0, index + at), word.charAt(at), word.charAt(at + 1)];
      const after = name.slice(index + at + 1);
      if (letter !== next) found.push(before + next + letter + after.slice(1));
      found.push(before + after, before + letter + letter + after);
    }
  }
  return found.filter((one) => one !== name);
}
