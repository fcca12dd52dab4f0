import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files, which goes when the test ends. */
export async function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-corpus-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, files);
  return folder;
}

export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Runs as a user whom file permissions bind, which they do not for root. */
export async function withoutPrivileges<T>(run: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  const nobody = 65534;
  if (geteuid?.() !== 0 || seteuid === undefined) return run();
  seteuid(nobody);
  try {
    return await run();
  } finally {
    seteuid(0);
  }
}

/** Source code of about this many lines, each seed's own: no two are near-duplicates. */
export function someCode(seed: number, lines = 40): string {
  const names = ['total', 'buffer', 'reader', 'window', 'parser', 'index', 'cursor', 'branch', 'module', 'signal'];
  let state = seed * 2654435761 + 1;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const name = () => `${names[next(names.length)]}${next(50)}`;
  return Array.from({ length: lines }, () => `const ${name()} = ${name()}(${next(1000)}, ${name()});\n`).join('');
}
