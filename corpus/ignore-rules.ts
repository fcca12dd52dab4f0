import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type GitPattern, gitPatterns } from './git-patterns';
import { globalExcludesFile } from './global-excludes';
import { readRegularFile } from './regular-file';

/** What is ignored of a folder of code; files are named by their paths in it, with forward slashes. */
export interface Ignoring {
  ignores(file: string, isFolder: boolean): boolean;
  /** These rules and, after them, those of the `.gitignore` in a folder (empty path: the top). */
  with(folder: string, gitignore: string | undefined): Ignoring;
}

/** What is ignored of a folder that a link leads to: by the rules of where the link stands, and by those of its own. */
export class LinkedFolderRules implements Ignoring {
  /** @param link path of the link, ending with a slash. */
  constructor(
    private readonly above: Ignoring,
    private readonly link: string,
    private readonly own: Ignoring,
  ) {}

  ignores(file: string, isFolder: boolean): boolean {
    return this.above.ignores(file, isFolder) || this.own.ignores(file.slice(this.link.length), isFolder);
  }

  with(folder: string, gitignore: string | undefined): Ignoring {
    if (gitignore === undefined) return this;
    return new LinkedFolderRules(this.above, this.link, this.own.with(folder.slice(this.link.length), gitignore));
  }
}

/**
 * The `.gitignore` rules that hold in one folder: those of the folders above first, so that the nearest file has the
 * last word, as in git.
 *
 * Rules of one's own, because `ignore-walk` and `globby` know nothing of a repository's `info/exclude`, and walk by
 * themselves, where each file that is left out is to be counted with its reason and a walk of a large folder ends early.
 * Not `git ls-files`, because many a folder is no repository, many a machine has no git, and git runs what the
 * repository's own configuration names (`core.fsmonitor`), which nobody has trusted.
 */
export class IgnoreRules implements Ignoring {
  /** What was decided about folders. */
  readonly #folders = new Map<string, boolean>();

  private constructor(
    /** Path from the rules' root to the corpus folder, empty or ending with a slash. */
    private readonly prefix: string,
    /** Each with the folder that it stands in, from the rules' root, empty or ending with a slash. */
    private readonly rules: readonly { readonly base: string; readonly pattern: GitPattern }[],
  ) {}

  /**
   * The rules that hold at the top of a folder, the user's own for all repositories and those of the repository around
   * it included. A folder that its
   * repository ignores was asked for all the same, so then only its own rules hold.
   */
  static async around(folder: string, tell: Tell): Promise<IgnoreRules> {
    const repository = await repositoryAbove(folder);
    if (repository === undefined) return IgnoreRules.none();
    const forAll = IgnoreRules.none().with('', await readRules(await globalExcludesFile(repository), tell));
    if (repository !== folder) {
      const steps = path.relative(repository, folder).split(path.sep);
      let rules = forAll.with('', await readRules(path.join(repository, '.git', 'info', 'exclude'), tell));
      let ignored = false;
      for (let depth = 0; depth < steps.length && !ignored; depth++) {
        const above = steps.slice(0, depth);
        const file = path.join(repository, ...above, '.gitignore');
        rules = rules.with(above.join('/'), await readRules(file, tell));
        ignored = rules.ignores(steps.slice(0, depth + 1).join('/'), true);
      }
      if (!ignored) return new IgnoreRules(`${steps.join('/')}/`, rules.rules);
    }
    return forAll.with('', await readRules(path.join(folder, '.git', 'info', 'exclude'), tell));
  }

  /** No rules yet; those that are added stand in the folder itself. */
  static none(): IgnoreRules {
    return new IgnoreRules('', []);
  }

  /** These rules and, after them, those of the `.gitignore` in a folder of the corpus (empty path: its top). */
  with(folder: string, gitignore: string | undefined): IgnoreRules {
    if (gitignore === undefined) return this;
    const base = `${this.prefix}${folder}`.replace(/[^/]$/, '$&/').replace(/^\/$/, '');
    const added = gitPatterns(gitignore).map((pattern) => ({ base, pattern }));
    return added.length === 0 ? this : new IgnoreRules(this.prefix, [...this.rules, ...added]);
  }

  /** @param file path relative to the corpus folder, with forward slashes. What stands in an ignored folder is ignored. */
  ignores(file: string, isFolder: boolean): boolean {
    return this.rules.length > 0 && this.#ignores(this.prefix + file, isFolder);
  }

  #ignores(file: string, isFolder: boolean): boolean {
    if (isFolder) {
      const known = this.#folders.get(file);
      if (known !== undefined) return known;
    }
    const slash = file.lastIndexOf('/');
    const ignored = (slash > 0 && this.#ignores(file.slice(0, slash), true)) || this.#matches(file, isFolder);
    if (isFolder) this.#folders.set(file, ignored);
    return ignored;
  }

  /** By the last rule that says anything about it. */
  #matches(file: string, isFolder: boolean): boolean {
    for (let index = this.rules.length - 1; index >= 0; index--) {
      const { base, pattern } = this.rules[index] as (typeof this.rules)[number];
      if (file.startsWith(base) && pattern.matches(file.slice(base.length), isFolder)) return !pattern.negated;
    }
    return false;
  }
}

/** Told, in a sentence, of a file of rules that is not followed. */
export type Tell = (notice: string) => void;

/** Larger files of rules are none that people wrote. */
const maximumRulesBytes = 1024 * 1024;

/** The text of a file such as `.gitignore`, or undefined where there is none to read; one that is not read is told. */
export async function readRules(file: string, tell: Tell): Promise<string | undefined> {
  // Asked first, because to open some devices does something.
  const status = await stat(file).catch(() => undefined);
  if (status === undefined) return undefined;
  const content = status.isFile() ? readRegularFile(file, maximumRulesBytes) : 'no-file';
  if (typeof content !== 'string') return content.toString('utf8');
  if (content !== 'missing') tell(`What ${file} says is not followed: ${whyNot[content]}.`);
  return undefined;
}

const whyNot = {
  'no-file': 'it is no file but a folder, a pipe or a device',
  'too-large': 'it is larger than 1 MB',
  unreadable: 'it cannot be read',
} as const;

async function repositoryAbove(folder: string): Promise<string | undefined> {
  for (let above = folder; ; above = path.dirname(above)) {
    const found = await stat(path.join(above, '.git')).then(
      () => true,
      () => false,
    );
    if (found) return above;
    if (path.dirname(above) === above) return undefined;
  }
}
