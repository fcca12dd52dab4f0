import { readdir, readFile } from 'node:fs/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

export interface MarkedProcess extends RunningProcess {
  /** The value of the variable that it was looked for by. */
  readonly mark: string;
}

/**
 * Every process whose environment has a variable, also those that outlived who started them; empty on systems without
 * /proc.
 */
export async function processesWith(variable: string): Promise<readonly MarkedProcess[]> {
  const marked = await Promise.all(
    (await everyProcess()).map(async (process) => {
      const environment = await readFile(`/proc/${process.pid}/environ`, 'utf8').catch(() => '');
      const found = environment.split('\0').find((entry) => entry.startsWith(`${variable}=`));
      return found === undefined ? [] : [{ ...process, mark: found.slice(variable.length + 1) }];
    }),
  );
  return marked.flat();
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function everyProcess(): Promise<readonly RunningProcess[]> {
  const folders = await readdir('/proc').catch(() => []);
  const read = folders
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      // Empty for kernel threads and for what has ended but was not waited for.
      const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
      return commandLine === '' ? [] : [{ pid: Number(name), commandLine: commandLine.split('\0').join(' ').trim() }];
    });
  return (await Promise.all(read)).flat();
}
