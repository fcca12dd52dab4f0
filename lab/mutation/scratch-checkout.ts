/** A copy of the checkout that faults are put into, so that they are never in the working tree. It goes with the process. */
import { execa } from 'execa';
import { rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ChangedFiles } from './changed-files';

export class ScratchCheckout {
  private constructor(
    private readonly original: string,
    readonly root: string,
  ) {}

  /** @param original the root of the checkout: what git tracks there, and what it does not ignore, is copied. */
  static async of(original: string): Promise<ScratchCheckout> {
    const root = await mkdtemp(path.join(tmpdir(), 'house-style-mutation-'));
    process.once('exit', () => rmSync(root, { recursive: true, force: true }));
    const { stdout } = await execa('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: original });
    for (const file of new Set(stdout.split('\0').filter((name) => name !== ''))) {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await copyFile(path.join(original, file), path.join(root, file)).catch(ignoreDeleted);
    }
    await linkPackages(original, root);
    return new ScratchCheckout(original, root);
  }

  /** Does something while files are others. */
  async with<Result>(changed: ChangedFiles, run: () => Promise<Result>): Promise<Result> {
    for (const [file, text] of changed) await writeFile(path.join(this.root, file), text);
    try {
      return await run();
    } finally {
      for (const file of changed.keys()) await copyFile(path.join(this.original, file), path.join(this.root, file));
    }
  }
}

function ignoreDeleted(thrown: unknown): void {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
}

const scope = '@house-style';
const caches = new Set(['.cache', '.vite', '.vite-temp', scope]);

/** Installed packages are those of the checkout; the repository's own are those of the copy. */
async function linkPackages(original: string, root: string): Promise<void> {
  const entries = await readdir(original, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules');
  for (const folder of ['.', ...folders.map(({ name }) => name)]) {
    const installed = path.join(original, folder, 'node_modules');
    const packages = await readdir(installed).catch(() => []);
    if (packages.length === 0) continue;
    const target = path.join(root, folder, 'node_modules');
    await mkdir(target, { recursive: true });
    for (const name of packages) {
      if (!caches.has(name)) await symlink(path.join(installed, name), path.join(target, name));
    }
  }
  const own = path.join('node_modules', scope);
  await mkdir(path.join(root, own), { recursive: true });
  for (const name of await readdir(path.join(original, own))) {
    await symlink(path.join('../..', name), path.join(root, own, name));
  }
}
