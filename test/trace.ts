/**
 * What programs reach for outside themselves, told by the kernel and not by them: every socket and look-up, and every
 * file that is made, moved or opened for writing, of a process and all that it starts. By `strace`, so on Linux alone.
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const filesMade = ['openat2', 'creat', 'mkdir', 'mkdirat', 'mknodat', 'truncate'];
const filesNamed = ['rename', 'renameat', 'renameat2', 'link', 'linkat', 'symlink', 'symlinkat'];
/** With `?`, for not every processor's kernel has all of them. */
const calls = ['socket', 'connect', '?open', 'openat', ...[...filesMade, ...filesNamed].map((name) => `?${name}`)];

/** Words that run a program under watch. @param trace file to write what is seen to. */
export function traced(trace: string, ...program: string[]): [string, ...string[]] {
  // With file descriptors as paths, strings whole, and all other system calls at full speed.
  const options = [
    '-f',
    '--seccomp-bpf',
    '-qq',
    '-y',
    '-s',
    '4096',
    '-e',
    'signal=none',
    '-e',
    `trace=${calls.join(',')}`,
  ];
  return ['strace', ...options, '-o', trace, ...program];
}

/** Why programs cannot be watched here; nothing where they can. */
export function whyNotTraced(): string | undefined {
  if (process.platform !== 'linux') return 'system calls can be watched on Linux alone';
  const [program, ...args] = traced('/dev/null', 'true');
  try {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    return `strace does not run here (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`;
  }
}

export interface Seen {
  /** Sockets that could leave the machine, and look-ups of names, as the kernel saw them asked for. */
  readonly network: readonly string[];
  /** Files and folders made, moved or opened for writing, without devices. */
  readonly written: readonly string[];
  /** All that was opened, for reading too. */
  readonly opened: readonly string[];
}

export async function seenIn(trace: string): Promise<Seen> {
  const lines = (await readFile(trace, 'utf8')).split('\n');
  return {
    network: lines.filter(reachesOut),
    written: lines.flatMap(writtenIn).filter((file) => !isNoFile(file)),
    opened: lines.flatMap((line) => (/\bopen(?:at2?)?\(/.test(line) ? pathsIn(line) : [])),
  };
}

/** Sockets to processes of this machine and to its kernel stay on it, but for the services that look names up. */
function reachesOut(line: string): boolean {
  if (/\bsocket\(AF_(?!UNIX\b|LOCAL\b|NETLINK\b)/.test(line)) return true;
  return (
    /\bconnect\(/.test(line) && (!/AF_UNIX|AF_NETLINK/.test(line) || /nscd|resolve|avahi|dbus|nslcd|sss/.test(line))
  );
}

function writtenIn(line: string): string[] {
  if (/\bopen(?:at2?)?\(/.test(line)) return /O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE/.test(line) ? pathsIn(line) : [];
  return new RegExp(`\\b(?:${[...filesMade, ...filesNamed].join('|')})\\(`).test(line) ? pathsIn(line) : [];
}

/** Absolute, as far as the folder that a relative path starts from is told. */
function pathsIn(line: string): string[] {
  const asked = line.slice(line.indexOf('('));
  return [...asked.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map(([, from, named]) =>
    path.resolve(from ?? '/', named ?? ''),
  );
}

/** Devices, and what the kernel tells of processes. Shared memory has a name, and stays until somebody removes it. */
function isNoFile(file: string): boolean {
  return /^\/(?:dev\/(?!shm\/)|proc\/)/.test(file);
}
