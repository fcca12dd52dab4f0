import { stat } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { readRegularFile } from './regular-file';

// As git's core.ignoreCase is set by default where file systems fold case.
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

/**
 * The `.gitignore` rules that hold in one folder: those of the folders above first, so that the nearest file has the
 * last word, as in git.
 */
export class IgnoreRules {
  private constructor(
    /** Path from the rules' root to the corpus folder, empty or ending with a slash. */
    private readonly prefix: string,
    private readonly rules: Ignore,
  ) {}

  /**
   * The rules that hold at the top of a folder, those of the repository around it included. A folder that its
   * repository ignores was asked for all the same, so then only its own rules hold.
   */
  static async around(folder: string, tell: Tell): Promise<IgnoreRules> {
    const repository = await repositoryAbove(folder);
    if (repository !== undefined && repository !== folder) {
      const steps = path.relative(repository, folder).split(path.sep);
      let rules = IgnoreRules.none().with('', await readRules(path.join(repository, '.git', 'info', 'exclude'), tell));
      let ignored = false;
      for (let depth = 0; depth < steps.length && !ignored; depth++) {
        const above = steps.slice(0, depth);
        const file = path.join(repository, ...above, '.gitignore');
        rules = rules.with(above.join('/'), await readRules(file, tell));
        ignored = rules.ignores(steps.slice(0, depth + 1).join('/'), true);
      }
      if (!ignored) return new IgnoreRules(`${steps.join('/')}/`, rules.rules);
    }
    return IgnoreRules.none().with('', await readRules(path.join(folder, '.git', 'info', 'exclude'), tell));
  }

  /** No rules yet; those that are added stand in the folder itself. */
  static none(): IgnoreRules {
    return new IgnoreRules('', emptyRules());
  }

  /** These rules and, after them, those of the `.gitignore` in a folder of the corpus (empty path: its top). */
  with(folder: string, gitignore: string | undefined): IgnoreRules {
    if (gitignore === undefined) return this;
    const base = this.prefix + folder;
    const patterns = gitignore.split(/\r?\n/).flatMap((line) => rebase(line, base));
    return new IgnoreRules(this.prefix, emptyRules().add(this.rules).add(patterns));
  }

  /** @param file path relative to the corpus folder, with forward slashes. */
  ignores(file: string, isFolder: boolean): boolean {
    return this.rules.ignores(this.prefix + file + (isFolder ? '/' : ''));
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
  const content = status.isFile() ? await readRegularFile(file, maximumRulesBytes) : 'no-file';
  if (typeof content !== 'string') return content.toString('utf8');
  if (content !== 'missing') tell(`What ${file} says is not followed: ${whyNot[content]}.`);
  return undefined;
}

const whyNot = {
  'no-file': 'it is no file but a folder, a pipe or a device',
  'too-large': 'it is larger than 1 MB',
  unreadable: 'it cannot be read',
} as const;

function emptyRules(): Ignore {
  return ignore({ ignorecase, allowRelativePaths: true });
}

/** A pattern of the `.gitignore` in folder `base`, said from the root: one with a slash in it is anchored there. */
function rebase(line: string, base: string): string[] {
  if (line.trim() === '' || line.startsWith('#')) return [];
  if (base === '' || base === '/') return [line];
  const negated = line.startsWith('!');
  const pattern = negated ? line.slice(1) : line;
  const anchored = pattern.trimEnd().slice(0, -1).includes('/');
  const literal = base.replace(/\/$/, '').replace(/[\\*?[\]! #]/g, '\\$&');
  return [
    `${negated ? '!' : ''}/${literal}${anchored ? '' : '/**'}/${pattern.replace(/^\//, '').replace(/^\\(?=[!#])/, '')}`,
  ];
}

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
