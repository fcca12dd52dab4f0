/** What is measured of one file, generated or real. */
import { copyingIn } from '@house-style/model/generation/copying/copying-report';
import type { VerbatimIndex } from '@house-style/model/generation/copying/verbatim-index';
import { importKindOf, importsIn } from '@house-style/model/generation/imports/import-statements';
import { WorkspaceExports } from '@house-style/model/generation/imports/workspace-exports';
import { fileNameOf, subjectOf } from '@house-style/model/generation/names/file-name';
import { wordsOf } from '@house-style/model/generation/names/words';
import { declaredAtTop, declaredIn } from '@house-style/model/generation/siblings/declarations';
import type { CodeFile } from '@house-style/model/generation/siblings/neighbours';
import type { Grammar } from '@house-style/model/syntax/grammars';
import { similarity } from './similarity';

export interface FileFigures {
  readonly characters: number;
  /** Null for files of fewer than 20 lines, and of languages without a grammar. */
  readonly parses: boolean | null;
  /** Of relative imports, each: whether the file that it names exists. */
  readonly importsResolve: readonly boolean[];
  /** Of names in those that resolve, each: whether the file exports it, where that can be told. */
  readonly namesExported: readonly boolean[];
  readonly twice: boolean;
  /** Null where the files beside it do not declare what they are called. */
  readonly named: boolean | null;
  /** To the real file. */
  readonly similarity: number;
  readonly longestRun: number;
  readonly shareInLongRuns: number;
}

export interface Measuring {
  readonly real: CodeFile;
  /** The workspace without the files that are measured on. */
  readonly known: readonly CodeFile[];
  readonly verbatim: VerbatimIndex;
  readonly grammar: Grammar | undefined;
}

const linesToParse = 20;

export function figuresOf(text: string, { real, known, verbatim, grammar }: Measuring): FileFigures {
  const lines = text.split('\n');
  const copying = copyingIn(text, verbatim);
  return {
    characters: text.length,
    parses: grammar === undefined || lines.length < linesToParse ? null : grammar.errorsIn(text) === 0,
    ...importsOf(text, real.path, known),
    twice: saysTwice(lines, real.path),
    named: siblingsAreNamed(real.path, known) ? isNamed(text, real.path) : null,
    similarity: similarity(text.slice(0, mostCompared), real.text.slice(0, mostCompared)),
    longestRun: copying.longestRun?.characters ?? 0,
    shareInLongRuns: copying.shareInLongRuns,
  };
}

/** Characters at the beginning of each text that are compared: the distance takes time by the square. */
const mostCompared = 30_000;

function importsOf(
  text: string,
  path: string,
  known: readonly CodeFile[],
): Pick<FileFigures, 'importsResolve' | 'namesExported'> {
  const kind = importKindOf(fileNameOf(path).extension);
  const [importsResolve, namesExported]: [boolean[], boolean[]] = [[], []];
  if (kind === undefined) return { importsResolve, namesExported };
  const exports = new WorkspaceExports(known);
  for (const { source, names } of importsIn(text.split('\n'), kind)) {
    if (!WorkspaceExports.isRelative(source, kind)) continue;
    const file = exports.resolve(path, source, kind);
    importsResolve.push(file !== undefined);
    const exported = file === undefined ? undefined : exports.namesOf(file, kind);
    if (exported === undefined) continue;
    for (const { imported } of names) if (imported !== '*') namesExported.push(exported.has(imported));
  }
  return { importsResolve, namesExported };
}

/** Whether a line imports, or a declaration at the top declares, what another one does. */
function saysTwice(lines: readonly string[], path: string): boolean {
  const kind = importKindOf(fileNameOf(path).extension);
  const imported =
    kind === undefined
      ? []
      : importsIn(lines, kind).flatMap(({ names, source }) =>
          names.length > 0 ? names.map(({ local }) => local) : [source],
        );
  const declared = lines.flatMap((line) => {
    if (/^[\s})\]]/.test(line) || !/\b(?:class|const|let|enum|struct|def)\b/.test(line)) return [];
    const name = declaredIn(line);
    return name === undefined ? [] : [name];
  });
  const all = [...imported, ...declared];
  return new Set(all).size < all.length;
}

/** Whether the files beside a path declare at the top what they are called. */
function siblingsAreNamed(path: string, known: readonly CodeFile[]): boolean {
  const { folder, extension } = fileNameOf(path);
  const beside = known.filter((file) => {
    const name = fileNameOf(file.path);
    return name.extension === extension && name.folder.join('/') === folder.join('/');
  });
  const named = beside.filter((file) => isNamed(file.text, file.path)).length;
  return beside.length >= 3 && named / beside.length >= 0.8;
}

function isNamed(text: string, path: string): boolean {
  const subject = wordsOf(subjectOf(path)).join('');
  return [...declaredAtTop(text)].some((name) => wordsOf(name).join('') === subject);
}
