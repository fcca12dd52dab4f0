/** The processes of the soak, as `/proc` shows them. */
import { readdir, readFile } from 'node:fs/promises';

/** Process ids of this process's children whose command line has a word. */
export async function childrenWith(word: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const read = (file: string): Promise<string> => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
    if (!new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(await read('status'))) continue;
    if ((await read('cmdline')).split('\0').includes(word)) found.push(Number(name));
  }
  return found;
}

/** Resident memory, megabytes. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round((Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6);
}

/** Whether a process is there and is no zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+[^ZX]/m.test(status);
}
