import { readdir, readFile } from 'node:fs/promises';

export interface RunningProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Every process that `root` started, directly or not, as Linux tells it in /proc; empty on other systems. */
export async function descendants(root: number): Promise<readonly RunningProcess[]> {
  const all = await everyProcess();
  const found: RunningProcess[] = [];
  const families = [root];
  for (let parent = families.pop(); parent !== undefined; parent = families.pop()) {
    for (const child of all.filter((process) => process.parent === parent)) {
      found.push(child);
      families.push(child.pid);
    }
  }
  return found;
}

/** Every process whose environment holds `name=value`, also those that outlived who started them. */
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

async function everyProcess(): Promise<readonly (RunningProcess & { parent: number })[]> {
  const folders = await readdir('/proc').catch(() => []);
  const read = folders
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      try {
        const [status, commandLine] = await Promise.all([
          readFile(`/proc/${name}/stat`, 'utf8'),
          readFile(`/proc/${name}/cmdline`, 'utf8'),
        ]);
        // The name in parentheses may hold anything; state and parent follow it.
        const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        return [{ pid: Number(name), parent: Number(parent), commandLine: commandLine.split('\0').join(' ').trim() }];
      } catch {
        return []; // It ended between the two readings.
      }
    });
  return (await Promise.all(read)).flat();
}
