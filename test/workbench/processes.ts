import { readdir, readFile } from 'node:fs/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/**
 * Every process whose environment holds `name=value`, also those that outlived who started them; empty on systems
 * without /proc.
 */
export async function processesWith(name: string, value: string): Promise<readonly RunningProcess[]> {
  const marked = await Promise.all(
    (await everyProcess()).map(async (process) => {
      const environment = await readFile(`/proc/${process.pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(`${name}=${value}`) ? [process] : [];
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
