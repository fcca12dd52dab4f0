/** Import statements at the top of a file, in the languages that name what they import. */

export interface ImportedName {
  /** As the other file calls it; `default`, or `*` for all of it. */
  readonly imported: string;
  /** As this file calls it. */
  readonly local: string;
  /** Whether it is marked as a type among others that are none. */
  readonly type: boolean;
}

export interface ImportStatement {
  /** Indices of its first line, and of the one after its last. */
  readonly from: number;
  readonly to: number;
  /** What is imported from, as it is written. */
  readonly source: string;
  /** None where a file is imported for what it does. */
  readonly names: readonly ImportedName[];
  /** Whether types alone are imported. */
  readonly type: boolean;
  readonly kind: ImportKind;
  /** What its line ends with, and how its strings are quoted. */
  readonly quote: string;
  readonly end: string;
}

export type ImportKind = 'script' | 'python' | 'include';

export function importKindOf(extension: string): ImportKind | undefined {
  if (/^\.[mc]?[jt]sx?$/.test(extension)) return 'script';
  if (/^\.pyi?$/.test(extension)) return 'python';
  if (/^\.(?:c|h|cc|hh|cpp|hpp|cxx|hxx|m|mm)$/.test(extension)) return 'include';
  return undefined;
}

export function importsIn(lines: readonly string[], kind: ImportKind): ImportStatement[] {
  const found: ImportStatement[] = [];
  for (let index = 0; index < lines.length; index++) {
    const statement = statementAt(lines, index, kind);
    if (statement === undefined) continue;
    found.push(statement);
    index = statement.to - 1;
  }
  return found;
}

/** The statement's lines as they are written where it names these alone. */
export function writtenImport({ kind, source, names, type, quote, end }: ImportStatement): string[] {
  switch (kind) {
    case 'script': {
      const named = names.filter(({ imported }) => imported !== 'default' && imported !== '*');
      const parts = [
        ...names.filter(({ imported }) => imported === 'default').map(({ local }) => local),
        ...names.filter(({ imported }) => imported === '*').map(({ local }) => `* as ${local}`),
        ...(named.length > 0 ? [`{ ${named.map(writtenName(' as ')).join(', ')} }`] : []),
      ];
      const from = `${quote}${source}${quote}${end}`;
      if (parts.length === 0) return [`import ${from}`];
      const line = `import ${type ? 'type ' : ''}${parts.join(', ')} from ${from}`;
      if (line.length <= longestLine || named.length < 2) return [line];
      return [
        `import ${type ? 'type ' : ''}${[...parts.slice(0, -1), '{'].join(', ')}`,
        ...named.map((name) => `  ${writtenName(' as ')(name)},`),
        `} from ${from}`,
      ];
    }
    case 'python': {
      if (names.length === 1 && names[0]?.imported === '*') {
        return [`import ${source}${names[0].local === rootOf(source) ? '' : ` as ${names[0].local}`}`];
      }
      const written = names.map(writtenName(' as '));
      const line = `from ${source} import ${written.join(', ')}`;
      if (line.length <= longestLine) return [line];
      return [`from ${source} import (`, ...written.map((name) => `    ${name},`), ')'];
    }
    case 'include':
      return [`#include "${source}"`];
  }
}

const longestLine = 120;

function writtenName(as: string): (name: ImportedName) => string {
  return ({ imported, local, type }) =>
    `${type ? 'type ' : ''}${imported === local ? local : `${imported}${as}${local}`}`;
}

function statementAt(lines: readonly string[], from: number, kind: ImportKind): ImportStatement | undefined {
  const line = lines[from] ?? '';
  switch (kind) {
    case 'script':
      return /^import\b(?!\s*\()/.test(line) ? scriptImport(lines, from) : undefined;
    case 'python':
      return /^(?:from\s+\S+\s+import\b|import\s+\w)/.test(line) ? pythonImport(lines, from) : undefined;
    case 'include': {
      const source = /^\s*#\s*include\s*"([^"]+)"/.exec(line)?.[1];
      if (source === undefined) return undefined;
      return { from, to: from + 1, source, names: [], type: false, kind, quote: '"', end: '' };
    }
  }
}

/** Lines that a statement may have. */
const mostLines = 200;

function scriptImport(lines: readonly string[], from: number): ImportStatement | undefined {
  const whole = /^import\s+(?:(type)\s+)?(?:([^'"]*?)\s*from\s*)?(['"])([^'"]+)\3\s*(;?)\s*(?:\/\/.*)?$/;
  let text = '';
  for (let to = from; to < Math.min(lines.length, from + mostLines); to++) {
    text += `${to === from ? '' : '\n'}${lines[to] ?? ''}`;
    const parts = whole.exec(text);
    if (parts === null) continue;
    const [, type, clause = '', quote = "'", source = '', end = ''] = parts;
    const names: ImportedName[] = [];
    const braces = /\{([^}]*)\}/.exec(clause)?.[1];
    for (const part of braces?.split(',') ?? []) {
      const [, ofType, imported, local] = /^\s*(type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(part) ?? [];
      if (imported !== undefined) names.push({ imported, local: local ?? imported, type: ofType !== undefined });
    }
    const outside = clause.replace(/\{[^}]*\}/, '');
    const all = /\*\s*as\s+([\w$]+)/.exec(outside)?.[1];
    if (all !== undefined) names.unshift({ imported: '*', local: all, type: false });
    const own = /^\s*([\w$]+)\s*(?:,|$)/.exec(outside)?.[1];
    if (own !== undefined) names.unshift({ imported: 'default', local: own, type: false });
    return { from, to: to + 1, source, names, type: type !== undefined, kind: 'script', quote, end };
  }
  return undefined;
}

function pythonImport(lines: readonly string[], from: number): ImportStatement | undefined {
  const line = withoutRemark(lines[from] ?? '');
  const plain = /^import\s+([\w.]+)(?:\s+as\s+(\w+))?\s*$/.exec(line);
  const common = { from, type: false, kind: 'python', quote: '', end: '' } as const;
  if (plain !== null) {
    const source = plain[1] ?? '';
    const names = [{ imported: '*', local: plain[2] ?? rootOf(source), type: false }];
    return { ...common, to: from + 1, source, names };
  }
  const [, source, begun] = /^from\s+(\S+)\s+import\s+(.*)$/.exec(line) ?? [];
  if (source === undefined || begun === undefined) return undefined;
  let [clause, to] = [begun, from + 1];
  const goesOn = (): boolean => (clause.includes('(') ? !clause.includes(')') : /\\\s*$/.test(clause));
  while (goesOn() && to < Math.min(lines.length, from + mostLines)) {
    clause = `${clause.replace(/\\\s*$/, '')} ${withoutRemark(lines[to] ?? '')}`;
    to += 1;
  }
  const names = clause
    .replace(/[()]/g, '')
    .split(',')
    .flatMap((part): ImportedName[] => {
      const [, imported, local] = /^\s*(\w+|\*)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
      return imported === undefined ? [] : [{ imported, local: local ?? imported, type: false }];
    });
  // All of a module's names are told from a module by what stands in its place.
  if (names.some(({ imported }) => imported === '*')) return undefined;
  return { ...common, to, source, names };
}

function withoutRemark(line: string): string {
  return line.replace(/\s*#.*$/, '');
}

function rootOf(source: string): string {
  return source.split('.')[0] ?? source;
}
