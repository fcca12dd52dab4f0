/** What differs in a folder from a revision of its repository, by git's own word. */
import path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addedLines } from '@house-style/protocol/surprises';
import { Failure } from '@house-style/protocol/failure';

const run = promisify(execFile);
/** Longest answer of git, bytes. */
const maxBuffer = 256 * 2 ** 20;

export interface ChangedFile {
  /** In the folder, with forward slashes. */
  readonly path: string;
  /** As the revision has it; undefined where it has none. */
  readonly before: string | undefined;
  /** Lines that were added or changed, counted from 1; undefined for all. */
  readonly lines: ReadonlySet<number> | undefined;
}

/**
 * Files of a folder that are new or changed since a revision, those too that git does not track yet.
 *
 * @throws Failure `git-failed` where there is no git, no repository or no such revision.
 */
export async function changesSince(folder: string, revision: string): Promise<ChangedFile[]> {
  const git = async (...args: string[]): Promise<string> => {
    try {
      // Names as they are, and no program that somebody has set to show changes by.
      const words = ['-C', folder, '-c', 'core.quotePath=false', '-c', 'diff.external=', ...args];
      return (await run('git', words, { maxBuffer, windowsHide: true })).stdout;
    } catch (cause) {
      throw new Failure(
        'git-failed',
        `What has changed in ${folder} since ${revision} could not be told: ${saidBy(cause)}`,
        { cause },
      );
    }
  };
  // A revision is never taken for an option.
  const commit = (await git('rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`)).trim();
  const diff = await git(
    'diff',
    '--no-ext-diff',
    '--no-renames',
    '--unified=0',
    '--relative',
    '--diff-filter=AM',
    commit,
    '--',
    '.',
  );
  const untracked = (await git('ls-files', '-z', '--others', '--exclude-standard', '--', '.')).split('\0');
  const changed: ChangedFile[] = [];
  for (const [name, lines] of addedLines(diff)) {
    const before = await git('show', `${commit}:./${name}`).catch(() => undefined);
    changed.push({ path: name, before, lines });
  }
  const added = untracked
    .filter((name) => name !== '')
    .map((name) => ({ path: name.split(path.sep).join('/'), before: undefined, lines: undefined }));
  return [...changed, ...added];
}

/** What git complained of, as the end of a sentence. */
function saidBy(cause: unknown): string {
  const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().split('\n', 1).join('') : '';
  return said === '' ? 'git does not run here.' : `git says “${said}”.`;
}
