/** Finds the files of folders that might be source code, by where they stand, what they are called and their size. */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type CodeFolder, pathInFolder, pathOf } from '@house-style/protocol/code-folder';
import { asFailure, Failure, isSystemError, outOfOpenFiles } from '@house-style/protocol/failure';
import { isNotebookFile } from '@house-style/protocol/notebook-text';
import { excludedBy } from './editor-globs';
import { isCompiled, largestOfItsKind, ruleAgainstName } from './file-names';
import { foreignFilePatterns } from './git-attributes';
import { type Ignoring, IgnoreRules, LinkedFolderRules, readRules, type Tell } from './ignore-rules';
import { notebookSizeFactor } from './jupyter';
import type { LeftOut, LeftOutRule } from './left-out';
import { Nearness } from './nearness';
import { Turns } from './turns';

export interface FoundFile {
  /** Its name in the workspace, see `protocol/code-folder.ts`. */
  readonly path: string;
  /** Which of the folders it stands in, counted from 0. */
  readonly folder: number;
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
  /** Larger files are left out. */
  readonly maximumFileBytes: number;
  /** Whether one folder of several that cannot be read is told and passed over. */
  readonly passOver?: boolean;
  /** Called with every folder that is walked, as a sign of life. */
  readonly onProgress?: () => void;
  /** Paths of files that are being worked on: folders near them are walked first. */
  readonly near?: readonly string[];
  /** Looks at one file and the folders on the way to it, as the walk over everything would. */
  readonly only?: FileToFind;
}

/** One file among all. */
export interface FileToFind {
  /** In the folder, with forward slashes. */
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
  return found?.isFile() ? [foundFile(path.basename(file), 0, absolutePath, found)] : undefined;
}

/** Finds the files of folders, sorted as by {@link byPath}; see {@link walk}. */
export async function discover(
  folders: readonly CodeFolder[],
  options: DiscoverOptions,
  leftOut: LeftOut,
  signal?: AbortSignal,
): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for await (const some of walk(folders, options, leftOut, signal)) files.push(...some);
  return files.sort(byPath);
}

/** Orders by path in the folder, in code unit order, and what is called the same by folder: the names of folders are nothing to it. */
export function byPath(a: Pick<FoundFile, 'path' | 'folder'>, b: Pick<FoundFile, 'path' | 'folder'>): number {
  const [left, right] = [pathInFolder(a.path), pathInFolder(b.path)];
  if (left === right) return a.folder - b.folder;
  return left < right ? -1 : 1;
}

/** Files that are given at once at most. */
const mostAtOnce = 256;

/**
 * Walks folders, nearest first: files in the folder of a file that is being worked on, then in those around it; where
 * there is no such file, those at the top come first. No folder is walked twice, whatever links lead to it: what a link
 * inside points to is found where it stands, and what it points to outside is walked last, and told.
 *
 * @throws Failure `folder-not-found`, `folder-unreadable`, `too-many-open-files`, `interrupted`.
 */
export async function* walk(
  folders: readonly CodeFolder[],
  options: DiscoverOptions,
  leftOut: LeftOut,
  signal?: AbortSignal,
): AsyncGenerator<FoundFile[]> {
  const tell = leftOut.tell.bind(leftOut);
  const nearness = new Nearness(options.near ?? []);
  const turns = new Turns(signal, options.onProgress);
  const steps = new NearestFirst<Step>();
  const links: Link[] = [];
  const roots = await openFolders(folders, options.passOver ?? false, tell);
  /** Real paths of folders that are walked, or are to be from their own beginning. */
  const walked = new Set(roots.map(({ real }) => real));

  /** Looks at a folder's own folders, and leaves its files for when nothing is nearer. */
  const enter = async (folder: Folder, entries: readonly Dirent[]): Promise<void> => {
    const { root, parent } = folder;
    const names = new Set(entries.map(({ name }) => name));
    const rules = await rulesIn(root.real, parent, names, folder.above, tell);
    const files: Dirent[] = [];
    for (const entry of onTheWay(entries, parent, options.only)) {
      const relative = parent + entry.name;
      const absolute = path.join(root.real, relative);
      const target = entry.isSymbolicLink() ? linkedFolder(absolute) : undefined;
      if (isForeign(entry)) leftOut.add('dependency', pathOf(root, relative));
      else if (!entry.isDirectory() && target === undefined) files.push(entry);
      else if (root.excluded(relative) || rules.ignored.ignores(relative, true)) {
        leftOut.add('ignored', pathOf(root, relative));
      } else if (target !== undefined) links.push({ root, path: relative, real: target, above: rules });
      else {
        const inner = { root, parent: `${relative}/`, real: path.join(folder.real, entry.name), above: rules };
        steps.add(nearness.ofAllBelow(pathOf(root, relative)), { kind: 'folder', ...inner });
      }
    }
    if (files.length === 0) return;
    files.sort((a, b) => (a.name < b.name ? -1 : 1));
    steps.add(nearness.ofFolder(pathOf(root, parent).slice(0, -1)), {
      kind: 'files',
      root,
      parent,
      files,
      names,
      rules,
    });
  };

  /** Follows the first of the links that leads to code of its own. */
  const followLink = async (): Promise<void> => {
    links.sort((a, b) => (a.path < b.path ? -1 : 1));
    const link = links.shift();
    if (link === undefined) return;
    const { root, path: relative, real, above } = link;
    const name = pathOf(root, relative);
    const within = roots.some((one) => isBelow(one.real, real)) || walked.has(real);
    const around = roots.some((one) => isBelow(real, one.real));
    if (real.split(path.sep).some((part) => part === '.git' || foreignFolders.has(part)))
      leftOut.add('dependency', name);
    else if (within || around || !root.followLinks) {
      leftOut.add('link', name);
      if (!within) tell(`${name} is a link to ${real}, outside the folder: what is there is not learned.`);
    } else {
      tell(`${name} is a link to ${real}, outside the folder: what is there is learned too.`);
      const parent = `${relative}/`;
      const rules = {
        ignored: new LinkedFolderRules(above.ignored, parent, await IgnoreRules.around(real, tell)),
        generated: new LinkedFolderRules(above.generated, parent, IgnoreRules.none()),
      };
      steps.add(0, { kind: 'folder', root, parent, real, above: rules });
    }
  };

  for (const root of roots) {
    const above = { ignored: await IgnoreRules.around(root.real, tell), generated: IgnoreRules.none() };
    await enter({ root, parent: '', real: root.real, above }, root.entries);
  }
  for (let step = steps.take(); step !== undefined || links.length > 0; step = steps.take()) {
    await turns.next();
    if (step === undefined) {
      await followLink();
      continue;
    }
    if (step.kind === 'folder') {
      if (walked.has(step.real)) continue;
      walked.add(step.real);
      const name = pathOf(step.root, step.parent.slice(0, -1));
      const entries = entriesOf(path.join(step.root.real, step.parent));
      if (entries === undefined) leftOut.add('unreadable', name);
      else if (entries.some((entry) => foreignFolderMarks.has(entry.name))) leftOut.add('dependency', name);
      else await enter(step, entries);
      // So that whoever waits for time to pass is heard.
      yield [];
      continue;
    }
    const { root, parent, names, rules } = step;
    let found: FoundFile[] = [];
    for (const entry of step.files) {
      const relative = parent + entry.name;
      const ignored = root.excluded(relative) || rules.ignored.ignores(relative, false);
      const generated = isCompiled(entry.name, names) || rules.generated.ignores(relative, false);
      const rule = ignored ? 'ignored' : generated ? 'generated' : undefined;
      const looked = rule ?? lookAt(entry, root, relative, options);
      if (typeof looked === 'string') leftOut.add(looked, pathOf(root, relative));
      else found.push(looked);
      await turns.next();
      if (found.length < mostAtOnce) continue;
      yield found;
      found = [];
    }
    if (found.length > 0) yield found;
  }
}

/** One of the folders that are walked. */
interface Root extends Pick<CodeFolder, 'name'> {
  /** Which of them, counted from 0. */
  readonly index: number;
  /** Its path, links resolved. */
  readonly real: string;
  /** What is in it. */
  readonly entries: readonly Dirent[];
  readonly followLinks: boolean;
  /** Whether the user has hidden a path in it. */
  readonly excluded: (path: string) => boolean;
}

/** A folder on the way. */
interface Folder {
  readonly root: Root;
  /** Its path in the root, empty or ending with a slash. */
  readonly parent: string;
  /** Its path, links resolved. */
  readonly real: string;
  /** Rules of the folders above it. */
  readonly above: Rules;
}

/** A link to a folder. */
interface Link {
  readonly root: Root;
  /** Where it stands in the root. */
  readonly path: string;
  /** What it leads to, links resolved. */
  readonly real: string;
  /** Rules of the folder that it stands in. */
  readonly above: Rules;
}

type Step =
  | ({ readonly kind: 'folder' } & Folder)
  | {
      readonly kind: 'files';
      readonly root: Root;
      /** Empty or ending with a slash. */
      readonly parent: string;
      readonly files: readonly Dirent[];
      /** Of all that stands in the folder. */
      readonly names: ReadonlySet<string>;
      readonly rules: Rules;
    };

/** Opens folders, each once, whatever links lead to it. @throws Failure as {@link openFolder} does. */
async function openFolders(folders: readonly CodeFolder[], passOver: boolean, tell: Tell): Promise<readonly Root[]> {
  const roots: Root[] = [];
  for (const [index, { folder, name, exclude, followLinks = true }] of folders.entries()) {
    try {
      const { path: real, entries } = await openFolder(folder);
      if (roots.some((other) => other.real === real)) continue;
      const excluded = excludedBy(exclude);
      roots.push({ index, real, entries, followLinks, excluded, ...(name !== undefined && { name }) });
    } catch (thrown) {
      if (!passOver || folders.length === 1) throw thrown;
      tell(asFailure(thrown).message);
    }
  }
  return roots;
}

/** The folder that a link leads to, links resolved; undefined where it leads to none. */
function linkedFolder(link: string): string | undefined {
  try {
    return statSync(link).isDirectory() ? realpathSync(link) : undefined;
  } catch (thrown) {
    throwIfExhausted(thrown);
    return undefined;
  }
}

/** Whether a path is that of a folder, or of something in it. */
function isBelow(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

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
  readonly ignored: Ignoring;
  readonly generated: Ignoring;
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
  root: Root,
  relative: string,
  { maximumFileBytes, only }: DiscoverOptions,
): FoundFile | LeftOutRule {
  const absolutePath = path.join(root.real, relative);
  if (!entry.isFile()) return 'link';
  const rule = only?.placeAlone ? undefined : ruleAgainstName(relative);
  if (rule !== undefined) return rule;
  let status;
  try {
    status = lstatSync(absolutePath);
  } catch {
    return 'unreadable';
  }
  const found = foundFile(pathOf(root, relative), root.index, absolutePath, status);
  if (only?.placeAlone) return found;
  if (status.size > maximumFileBytes * (isNotebookFile(relative) ? notebookSizeFactor : 1)) return 'too-large';
  return status.size > largestOfItsKind(relative) ? 'data' : found;
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

function foundFile(
  name: string,
  folder: number,
  absolutePath: string,
  { size, mtimeMs, ctimeMs, ino }: Stats,
): FoundFile {
  return { path: name, folder, absolutePath, bytes: size, modified: mtimeMs, changed: ctimeMs, inode: ino };
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
async function openFolder(folder: string): Promise<{ path: string; entries: Dirent[] }> {
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
