import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Milliseconds that git has to say where the file is. */
const timeout = 5000;

/**
 * Where the user's own ignore rules for all repositories lie: what git's `core.excludesFile` says in a repository, and
 * where it says nothing, or there is no git, its default.
 */
export async function globalExcludesFile(repository: string): Promise<string> {
  const { XDG_CONFIG_HOME: configuration = '' } = process.env;
  const byDefault = path.join(
    configuration === '' ? path.join(os.homedir(), '.config') : configuration,
    'git',
    'ignore',
  );
  try {
    const args = ['-C', repository, 'config', '--type=path', '--get', 'core.excludesFile'];
    // Not started in the repository, where some systems would look for a program of that name first.
    const { stdout } = await promisify(execFile)('git', args, { cwd: os.homedir(), timeout, windowsHide: true });
    const said = stdout.replace(/\r?\n$/, '');
    return said === '' ? byDefault : path.resolve(repository, said);
  } catch {
    return byDefault;
  }
}
