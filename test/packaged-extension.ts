import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { unzipSync } from 'fflate';

const root = path.resolve(import.meta.dirname, '..');

/** Packages what `npm run build` left in `dist/`, with the script that `npm run package` runs; returns the VSIX. */
export async function packageExtension(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-package-'));
  await execa(process.execPath, ['--import', 'tsx', 'scripts/package.ts', folder], { cwd: root });
  const name = (await readdir(folder)).find((file) => file.endsWith('.vsix'));
  if (name === undefined) throw new Error(`scripts/package.ts left no VSIX in ${folder}.`);
  return path.join(folder, name);
}

/** Unpacks a VSIX as the editor does when it installs it; returns the extension's folder and its files' paths. */
export async function unpackExtension(vsix: string): Promise<{ folder: string; files: readonly string[] }> {
  const folder = path.join(path.dirname(vsix), 'unpacked');
  const prefix = 'extension/';
  const entries = Object.entries(unzipSync(await readFile(vsix)));
  const files: string[] = [];
  for (const [name, content] of entries) {
    if (!name.startsWith(prefix) || name.endsWith('/')) continue;
    const relative = name.slice(prefix.length);
    files.push(relative);
    await mkdir(path.join(folder, path.dirname(relative)), { recursive: true });
    await writeFile(path.join(folder, relative), content);
  }
  return { folder, files: files.sort() };
}
