/** Finds the files of a folder that might be source code, by where they stand, what they are called and their size. */
import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Failure, isSystemError, outOfOpenFiles } from '@house-style/protocol/failure';
import { excludedBy } from './editor-globs';
import { isCompiled, largestOfItsKind, ruleAgainstName } from './file-names';
import { foreignFilePatterns } from './git-attributes';
import { IgnoreRules, readRules, type Tell } from './ignore-rules';
import type { LeftOut, LeftOutRule } from './left-out';
import { Nearness } from './nearness';
import { Turns } from './turns';

export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
  readonly bytes: number;
  /** When its content was last changed, milliseconds since the epoch. */
  readonly modified: number;
  /** When anything of it was last changed, its times included; nobody can set it. Milliseconds since the epoch. */
  readonly changed: number;
  /** Number of the file in its file system. */
  readonly inode: number;
}

export interface DiscoverOptions {
  /** Glob patterns of further files and folders to leave out, as in the editor's `files.exclude`. */
  readonly exclude: readonly string[];
  /** Larger files are left out. */
  readonly maximumFileBytes: number;
  /** Called with every folder that is walked, as a sign of life. */
  readonly onProgress?: () => void;
  /** Paths of files that are being worked on: folders near them are walked first. */
  readonly near?: readonly string[];
  /** Looks at one file and the folders on the way to it, as the walk over everything would. */
  readonly only?: FileToFind;
}

/** One file among all. */
export interface FileToFind {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** Whether only what is said of its place counts, and not its name and size: so for the cells of a notebook. */
  readonly placeAlone?: boolean;
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
  return found?.isFile() ? [foundFile(path.basename(file), absolutePath, found)] : undefined;
}

/** Finds the files of a folder, sorted by path, in code unit order; see {@link walk}. */
export async function discover(
  folder: string,
  options: DiscoverOptions,
  leftOut: LeftOut,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for await (const some of walk(folder, options, leftOut, signal)) files.push(...some);
  return files.sort(byPath);
}

/** Orders by path, in code unit order. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}

/** Files that are given at once at most. */
const mostAtOnce = 256;

/**
 * Walks a folder, nearest first: files in the folder of a file that is being worked on, then in those around it; where
 * there is no such file, those at the top come first. Symbolic links are not followed: what they point to is found where
 * it stands or lies outside the folder, and so no loop can arise.
 *
 * @throws Failure `folder-not-found`, `folder-unreadable`, `too-many-open-files`, `interrupted`.
 */
export async function* walk(
  folder: string,
  options: DiscoverOptions,
  leftOut: LeftOut,
  signal?: AbortSignal,
): AsyncGenerator<FoundFile[]> {
  const root = await openFolder(folder);
  const excluded = excludedBy(options.exclude);
  const tell = leftOut.tell.bind(leftOut);
  const nearness = new Nearness(options.near ?? []);
  const turns = new Turns(signal, options.onProgress);
  const steps = new NearestFirst<Step>();

  /** Looks at a folder's own folders, and leaves its files for when nothing is nearer. */
  const enter = async (parent: string, entries: readonly Dirent[], above: Rules): Promise<void> => {
    const names = new Set(entries.map(({ name }) => name));
    const rules = await rulesIn(root.path, parent, names, above, tell);
    const files: Dirent[] = [];
    for (const entry of onTheWay(entries, parent, options.only)) {
      const relative = parent + entry.name;
      if (isForeign(entry)) leftOut.add('dependency', relative);
      else if (!entry.isDirectory()) files.push(entry);
      else if (excluded(relative) || rules.ignored.ignores(relative, true)) leftOut.add('ignored', relative);
      else steps.add(nearness.ofAllBelow(relative), { kind: 'folder', path: relative, above: rules });
    }
    if (files.length === 0) return;
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    steps.add(nearness.ofFolder(parent.slice(0, -1)), { kind: 'files', parent, files, names, rules });
  };

  await enter('', root.entries, { ignored: await IgnoreRules.around(root.path, tell), generated: IgnoreRules.none() });
  for (let step = steps.take(); step !== undefined; step = steps.take()) {
    await turns.next();
    if (step.kind === 'folder') {
      const entries = entriesOf(path.join(root.path, step.path));
      if (entries === undefined) leftOut.add('unreadable', step.path);
      else if (entries.some(({ name }) => foreignFolderMarks.has(name))) leftOut.add('dependency', step.path);
      else await enter(`${step.path}/`, entries, step.above);
      // So that whoever waits for time to pass is heard.
      yield [];
      continue;
    }
    const { parent, names, rules } = step;
    let found: FoundFile[] = [];
    for (const entry of step.files) {
      const relative = parent + entry.name;
      const ignored = excluded(relative) || rules.ignored.ignores(relative, false);
      const generated = isCompiled(entry.name, names) || rules.generated.ignores(relative, false);
      const rule = ignored ? 'ignored' : generated ? 'generated' : undefined;
      const looked = rule ?? lookAt(entry, relative, path.join(root.path, relative), options);
      if (typeof looked === 'string') leftOut.add(looked, relative);
      else found.push(looked);
      await turns.next();
      if (found.length < mostAtOnce) continue;
      yield found;
      found = [];
    }
    if (found.length > 0) yield found;
  }
}

type Step =
  | { readonly kind: 'folder'; readonly path: string; readonly above: Rules }
  | {
      readonly kind: 'files';
      /** Empty or ending with a slash. */
      readonly parent: string;
      readonly files: readonly Dirent[];
      /** Of all that stands in the folder. */
      readonly names: ReadonlySet<string>;
      readonly rules: Rules;
    };

/** What is to be done, by distance: small whole numbers, so a list for each is enough. */
class NearestFirst<T> {
  readonly #lists: T[][] = [];

  add(distance: number, item: T): void {
    while (this.#lists.length <= distance) this.#lists.push([]);
    (this.#lists[distance] as T[]).push(item);
  }

  /** One of the nearest, the last that was added, so that little is kept waiting. */
  take(): T | undefined {
    return this.#lists.find((list) => list.length > 0)?.pop();
  }
}

/** What git's own files say about the files of a folder. */
interface Rules {
  readonly ignored: IgnoreRules;
  readonly generated: IgnoreRules;
}

/** The entries of a folder to look at: all, or the one that leads to the file that is looked for. */
function onTheWay(entries: readonly Dirent[], parent: string, only: FileToFind | undefined): readonly Dirent[] {
  if (only === undefined) return entries;
  const name = only.path.slice(parent.length).split('/', 1)[0];
  return entries.filter((entry) => entry.name === name);
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

function entriesOf(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    throwIfExhausted(thrown);
    return undefined;
  }
}

/** The file, or the rule that its name or size breaks. */
function lookAt(
  entry: Dirent,
  relative: string,
  absolutePath: string,
  { maximumFileBytes, only }: DiscoverOptions,
): FoundFile | LeftOutRule {
  if (!entry.isFile()) return 'link';
  const rule = only?.placeAlone ? undefined : ruleAgainstName(relative);
  if (rule !== undefined) return rule;
  let status;
  try {
    status = lstatSync(absolutePath);
  } catch {
    return 'unreadable';
  }
  if (only?.placeAlone) return foundFile(relative, absolutePath, status);
  if (status.size > maximumFileBytes) return 'too-large';
  return status.size > largestOfItsKind(relative) ? 'data' : foundFile(relative, absolutePath, status);
}

/** Whether a file is still as it was when it was found. */
export function isUnchanged({ absolutePath, bytes, modified, changed, inode }: FoundFile): boolean {
  try {
    const now = lstatSync(absolutePath);
    return now.size === bytes && now.mtimeMs === modified && now.ctimeMs === changed && now.ino === inode;
  } catch {
    return false;
  }
}

function foundFile(relative: string, absolutePath: string, { size, mtimeMs, ctimeMs, ino }: Stats): FoundFile {
  return { path: relative, absolutePath, bytes: size, modified: mtimeMs, changed: ctimeMs, inode: ino };
}

/** @throws Failure `too-many-open-files` for what says nothing of the folder, as no other could be opened either. */
function throwIfExhausted(thrown: unknown): void {
  const exhaustion = outOfOpenFiles(thrown);
  if (exhaustion !== undefined) throw exhaustion;
}

/**
 * A folder, links resolved, and what is in it.
 *
 * @throws Failure `folder-not-found`, `folder-unreadable`.
 */
export async function openFolder(folder: string): Promise<{ path: string; entries: Dirent[] }> {
  try {
    const resolved = await realpath(folder);
    return { path: resolved, entries: await readdir(resolved, { withFileTypes: true }) };
  } catch (thrown) {
    throwIfExhausted(thrown);
    const code = isSystemError(thrown) ? thrown.code : undefined;
    if (code === 'ENOENT') {
      throw new Failure('folder-not-found', `There is no folder ${folder}: check the path.`, { cause: thrown });
    }
    if (code === 'ENOTDIR') {
      throw new Failure(
        'folder-not-found',
        `${folder} is a file: name the folder that holds the code. (With --split tail, train takes one text.)`,
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
