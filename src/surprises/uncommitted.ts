/** Which lines of a folder's files are not committed, by git's own word. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { addedLines } from '@house-style/protocol/surprises';

const run = promisify(execFile);
/** Longest answer of git, bytes. */
const maxBuffer = 64 * 2 ** 20;
/** No program that a repository names to watch or show its files by is run. */
const programsOff = ['-c', 'core.fsmonitor=false', '-c', 'diff.external=', '-c', 'core.quotePath=false'];

export interface UncommittedFile {
  readonly file: string;
  /** Counted from 0; undefined for all. */
  readonly lines: readonly number[] | undefined;
}

/** @throws where git does not run or the folder is in no repository with a commit. */
export async function uncommittedIn(folder: string): Promise<readonly UncommittedFile[]> {
  const git = async (...args: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...programsOff, ...args], { maxBuffer, windowsHide: true })).stdout;
  const shown = ['--no-ext-diff', '--no-textconv', '--no-renames', '--no-color', '--unified=0', '--relative'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--diff-filter=AM'];
  const diff = await git('diff', ...shown, ...prefixes, 'HEAD', '--', '.');
  const untracked = await git('ls-files', '-z', '--others', '--exclude-standard', '--', '.');
  const changed = [...addedLines(diff)].map(([name, lines]) => ({
    file: path.join(folder, name),
    lines: [...lines].map((line) => line - 1),
  }));
  const added = untracked.split('\0').filter((name) => name !== '');
  return [...changed, ...added.map((name) => ({ file: path.join(folder, name), lines: undefined }))];
}
