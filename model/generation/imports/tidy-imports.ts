/**
 * Puts the imports of a written file in order: what they name exists, nothing is imported twice or in vain, and what is
 * used and known from the files around is imported.
 */
import { posix } from 'node:path';
import { fileNameOf } from '../names/file-name';
import { declaredAtTop, identifiersIn } from '../siblings/declarations';
import type { CodeFile } from '../siblings/neighbours';
import { codeOnly } from '../../structure/code-only';
import { languageOf } from '../../structure/languages';
import {
  importKindOf,
  importsIn,
  writtenImport,
  type ImportedName,
  type ImportKind,
  type ImportStatement,
} from './import-statements';
import { WorkspaceExports } from './workspace-exports';

export interface TidyingOf {
  readonly path: string;
  /** The file that was followed: what is relative in it is so to its folder. */
  readonly followed: CodeFile | undefined;
  /** Files around, the nearest first: they say from where a name is imported. */
  readonly around: readonly CodeFile[];
  readonly exports: WorkspaceExports;
  /** Characters at the beginning that stay as they are. */
  readonly given: number;
}

/** Files that are asked from where they import a name. */
const askedFiles = 60;

export function tidyImports(text: string, options: TidyingOf): string {
  const { path, followed, exports, given } = options;
  const { extension, stem } = fileNameOf(path);
  const kind = importKindOf(extension);
  if (kind === undefined) return text;
  const lines = text.split('\n');
  const statements = importsIn(lines, kind);
  const fixed = text.slice(0, given).split('\n').length - 1;
  const rest = withoutLines(lines, statements);
  const used = new Set(identifiersIn(codeOnly(rest, languageOf(extension))));
  if (kind === 'python') for (const [, name] of rest.matchAll(/["'](\w+)["']/g)) used.add(name ?? '');
  const handsOn = stem === '__init__';
  const taken = new Set<string>();
  const sources = new Set<string>();
  const kept = statements.map((statement): Kept => {
    if (statement.from < fixed) {
      for (const { local } of statement.names) taken.add(local);
      sources.add(statement.source);
      return { statement, result: statement };
    }
    const placed = inPlace(statement, path, followed, exports);
    const names = placed?.names.filter(
      (name) => !taken.has(name.local) && (handsOn || used.has(name.local)) && isExported(name, placed, path, exports),
    );
    const goes =
      placed === undefined || (statement.names.length === 0 ? sources.has(placed.source) : names?.length === 0);
    if (goes) return { statement, result: undefined };
    for (const { local } of names ?? []) taken.add(local);
    sources.add(placed.source);
    return { statement, result: { ...placed, names: names ?? [] } };
  });
  const declared = declaredAtTop(rest);
  const missing = [...used].filter((name) => !taken.has(name) && !declared.has(name));
  const added = kind === 'include' ? [] : importsOf(missing, rest, kind, options);
  const apart = added.filter((addition) => !joined(kept, addition, fixed));
  return written(lines, kept, apart);
}

/** A statement, and what stands in its place. */
interface Kept {
  readonly statement: ImportStatement;
  result: ImportStatement | undefined;
}

/** Whether names could be added to a statement that imports from the same file. */
function joined(kept: readonly Kept[], { source, type, names }: ImportStatement, fixed: number): boolean {
  if (names.some(({ imported }) => imported === '*')) return false;
  const same = kept.find(
    ({ statement, result }) =>
      statement.from >= fixed &&
      result?.source === source &&
      result.type === type &&
      result.names.length > 0 &&
      !result.names.some(({ imported }) => imported === '*'),
  );
  if (same?.result === undefined) return false;
  same.result = { ...same.result, names: [...same.result.names, ...names] };
  return true;
}

/** The statement as it means the same file from the new path; undefined where it means none. */
function inPlace(
  statement: ImportStatement,
  path: string,
  followed: CodeFile | undefined,
  exports: WorkspaceExports,
): ImportStatement | undefined {
  const { source, kind } = statement;
  if (!WorkspaceExports.isRelative(source, kind)) return statement;
  const here = exports.resolve(path, source, kind);
  const there = followed && exports.resolve(followed.path, source, kind);
  if (there !== undefined && there !== here && there !== path && kind !== 'include') {
    return { ...statement, source: relativeTo(path, there, statement) };
  }
  return here === undefined ? undefined : statement;
}

/** How a file is named in an import, as the statement names its own. */
function relativeTo(path: string, target: string, { source, kind }: ImportStatement): string {
  const folder = posix.dirname(path);
  if (kind === 'python') {
    const parts = posix.relative(folder, target.replace(/(?:\/__init__)?\.pyi?$/, '')).split('/');
    const up = parts.filter((part) => part === '..').length;
    return `${'.'.repeat(up + 1)}${parts.slice(up).join('.')}`;
  }
  const ending = /\.[mc]?[jt]sx?$/.exec(source)?.[0] ?? '';
  const isIndex = /(?:^|\/)index\.\w+$/.test(target) && !/(?:^|\/)index(?:\.\w+)?$/.test(source);
  const bare = target.replace(/(?:\.d)?\.\w+$/, '').replace(isIndex ? /\/?index$/ : /$^/, '');
  const relative = posix.relative(folder, bare);
  return `${relative.startsWith('.') ? '' : './'}${relative}${ending}`;
}

function isExported(
  { imported }: ImportedName,
  { source, kind }: ImportStatement,
  path: string,
  exports: WorkspaceExports,
): boolean {
  if (!WorkspaceExports.isRelative(source, kind) || imported === '*') return true;
  const file = exports.resolve(path, source, kind);
  if (file === undefined) return false;
  const names = exports.namesOf(file, kind);
  if (kind === 'python' && exports.hasModule(file.replace(/\/__init__\.py$/, ''), imported)) return true;
  return names === undefined ? kind !== 'python' || file.includes('.') : names.has(imported);
}

/** Statements that import names as the files around do. */
function importsOf(
  names: readonly string[],
  code: string,
  kind: ImportKind,
  { path, around, exports }: TidyingOf,
): ImportStatement[] {
  const wanted = new Set(names.filter((name) => isUsedBare(name, code)));
  const found = new Map<string, ImportStatement>();
  for (const file of around.slice(0, askedFiles)) {
    if (wanted.size === 0) break;
    for (const statement of importsIn(file.text.split('\n'), kind)) {
      const asked = statement.names.filter(({ local }) => wanted.has(local));
      if (asked.length === 0) continue;
      const placed = inPlace(statement, path, file, exports);
      if (placed === undefined) continue;
      for (const name of asked) {
        if (!isExported(name, placed, path, exports)) continue;
        wanted.delete(name.local);
        const key = `${placed.source}:${name.imported === '*' || name.imported === 'default' ? name.local : placed.type}`;
        const before = found.get(key);
        found.set(key, { ...placed, names: [...(before?.names ?? []), name] });
      }
    }
  }
  return [...found.values()];
}

/** Whether a name stands for itself somewhere, and is no member, key, parameter or local name. */
function isUsedBare(name: string, code: string): boolean {
  const word = name.replace(/\$/g, '\\$');
  if (
    new RegExp(`\\b(?:const|let|var|function|class|def|for|as|type|interface|enum|import)\\s+\\(?${word}\\b`).test(code)
  )
    return false;
  if (new RegExp(`[(,]\\s*${word}\\s*(?:[,:)=?]|=>)`).test(code) && !/^[A-Z]/.test(name)) return false;
  return new RegExp(`(?<![.\\w$'"\`/-])${word}(?![\\w$'"\`]|\\s*:(?!:))`).test(code);
}

function withoutLines(lines: readonly string[], statements: readonly ImportStatement[]): string {
  const gone = new Set(statements.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at)));
  return lines.filter((_, index) => !gone.has(index)).join('\n');
}

function written(lines: readonly string[], kept: readonly Kept[], added: readonly ImportStatement[]): string {
  const result = [...lines];
  const last = kept.at(-1)?.statement;
  const news = added.flatMap(writtenImport);
  if (news.length > 0) {
    // What the file was to begin with follows them: a comment belongs to what stands below it.
    const at = last?.to ?? 0;
    result.splice(at, 0, ...news, ...(last === undefined && result[at] !== '' ? [''] : []));
  }
  for (const { statement, result: instead } of [...kept].reverse()) {
    const same = instead !== undefined && writtenImport(instead).join() === writtenImport(statement).join();
    if (!same) result.splice(statement.from, statement.to - statement.from, ...(instead ? writtenImport(instead) : []));
  }
  // Where all imports went, so does the space below them.
  return result.join('\n').replace(/^\n+/, '');
}
