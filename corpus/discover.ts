/** Finds the files of a folder that might be source code, by where they stand, what they are called and their size. */
import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure, isSystemError } from '@house-style/protocol/failure';
import { excludedBy } from './editor-globs';
import { isCompiled, largestOfItsKind, ruleAgainstName } from './file-names';
import { foreignFilePatterns } from './git-attributes';
import { IgnoreRules, readRules, type Tell } from './ignore-rules';
import type { LeftOut, LeftOutRule } from './left-out';

export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
}

export interface DiscoverOptions {
  /** Glob patterns of further files and folders to leave out, as in the editor's `files.exclude`. */
  readonly exclude: readonly string[];
  /** Larger files are left out. */
  readonly maximumFileBytes: number;
  /** Called with every folder that is walked, as a sign of life. */
  readonly onProgress?: () => void;
}

/** Folders that hold what package and version managers put there, never what the project's people wrote. */
const foreignFolders = new Set([
  '.hg',
  '.svn',
  '.jj',
  'CVS',
  'node_modules',
  'bower_components',
  'jspm_packages',
  '__pycache__',
  '.venv',
  '.tox',
  '.yarn',
  '.gradle',
  '.terraform',
]);

/**
 * Files by which a tool marks the folder around them as its own: a cache (https://bford.info/cachedir/), which is how
 * Cargo marks `target`, and a Python virtual environment (PEP 405).
 */
const foreignFolderMarks = new Set(['CACHEDIR.TAG', 'pyvenv.cfg']);

/** A file named itself, where a folder might have been: taken whatever it is called and however large. */
export async function singleFile(file: string): Promise<FoundFile[] | undefined> {
  const absolutePath = path.resolve(file);
  const found = await lstat(absolutePath).catch(() => undefined);
  return found?.isFile() ? [{ path: path.basename(file), absolutePath }] : undefined;
}

/**
 * Walks a folder. Symbolic links are not followed: what they point to is found where it stands or lies outside the
 * folder, and so no loop can arise. Sorted by path, in code unit order.
 *
 * @throws Failure `folder-not-found`, `folder-unreadable`, `interrupted`.
 */
export async function discover(
  folder: string,
  options: DiscoverOptions,
  leftOut: LeftOut,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const root = await openFolder(folder);
  const excluded = excludedBy(options.exclude);
  const tell = leftOut.tell.bind(leftOut);
  const files: FoundFile[] = [];

  const walk = async (parent: string, entries: readonly Dirent[], above: Rules): Promise<void> => {
    if (signal?.aborted) throw new Failure('interrupted', 'Reading the code was interrupted.');
    options.onProgress?.();
    const siblings = new Set(entries.map(({ name }) => name));
    const rules = await rulesIn(root.path, parent, siblings, above, tell);
    for (const entry of entries) {
      const relative = parent + entry.name;
      const absolutePath = path.join(root.path, relative);
      if (isForeign(entry)) leftOut.add('dependency', relative);
      else if (excluded(relative) || rules.ignored.ignores(relative, entry.isDirectory())) {
        leftOut.add('ignored', relative);
      } else if (entry.isDirectory()) {
        const inside = await readdir(absolutePath, { withFileTypes: true }).catch(() => undefined);
        if (inside === undefined) leftOut.add('unreadable', relative);
        else if (inside.some(({ name }) => foreignFolderMarks.has(name))) leftOut.add('dependency', relative);
        else await walk(`${relative}/`, inside, rules);
      } else {
        const generated = isCompiled(entry.name, siblings) || rules.generated.ignores(relative, false);
        const rule = generated ? 'generated' : await ruleAgainst(entry, relative, absolutePath, options);
        if (rule === undefined) files.push({ path: relative, absolutePath });
        else leftOut.add(rule, relative);
      }
    }
  };

  await walk('', root.entries, { ignored: await IgnoreRules.around(root.path, tell), generated: IgnoreRules.none() });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What git's own files say about the files of a folder. */
interface Rules {
  readonly ignored: IgnoreRules;
  readonly generated: IgnoreRules;
}

async function rulesIn(
  root: string,
  parent: string,
  names: ReadonlySet<string>,
  above: Rules,
  tell: Tell,
): Promise<Rules> {
  const read = async (name: string) => (names.has(name) ? readRules(path.join(root, parent, name), tell) : undefined);
  const attributes = await read('.gitattributes');
  return {
    ignored: above.ignored.with(parent, await read('.gitignore')),
    generated: above.generated.with(parent, attributes && foreignFilePatterns(attributes)),
  };
}

function isForeign(entry: Dirent): boolean {
  // In a worktree and in a submodule, .git is a file.
  return entry.name === '.git' || (entry.isDirectory() && foreignFolders.has(entry.name));
}

async function ruleAgainst(
  entry: Dirent,
  relative: string,
  absolutePath: string,
  { maximumFileBytes }: DiscoverOptions,
): Promise<LeftOutRule | undefined> {
  if (!entry.isFile()) return 'link';
  const rule = ruleAgainstName(relative);
  if (rule !== undefined) return rule;
  const size = await lstat(absolutePath).then(
    (status) => status.size,
    () => undefined,
  );
  if (size === undefined) return 'unreadable';
  if (size > maximumFileBytes) return 'too-large';
  return size > largestOfItsKind(relative) ? 'data' : undefined;
}

async function openFolder(folder: string): Promise<{ path: string; entries: Dirent[] }> {
  try {
    const resolved = await realpath(folder);
    return { path: resolved, entries: await readdir(resolved, { withFileTypes: true }) };
  } catch (thrown) {
    const code = isSystemError(thrown) ? thrown.code : undefined;
    if (code === 'ENOENT') {
      throw new Failure('folder-not-found', `There is no folder ${folder}: check the path.`, { cause: thrown });
    }
    if (code === 'ENOTDIR') {
      throw new Failure(
        'folder-not-found',
        `${folder} is a file: name the folder that holds the code, or give --split tail to train on this one text.`,
        {
          cause: thrown,
        },
      );
    }
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new Failure('folder-unreadable', `The folder ${folder} cannot be read (${reason}): check its permissions.`, {
      cause: thrown,
    });
  }
}
