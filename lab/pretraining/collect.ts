/** Brings the code that the pretrained model reads into one folder, the same for everybody. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { fillOnce, unpackNpmPackage } from './npm-package';
import { type Source, sources } from './sources';

/** What programs wrote, tables of words, and code that others wrote. */
const unwanted = /(^|\/)(locales?|vendor|third_party|upb-generated|upbdefs-generated|node_modules)\//;

/**
 * Fills `folder` with the files of all {@link sources}, each below its package's name. What was fetched stays in
 * `cache`, to be found there the next time.
 *
 * @returns bytes of all files.
 * @throws Error where npm or pip cannot fetch a package, or one holds none of the files named.
 */
export async function collect(folder: string, cache: string, tell: (line: string) => void): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  let total = 0;
  for (const source of sources) {
    const unpacked = await fetched(source, cache);
    const files = await chosen(source, unpacked);
    if (files.length === 0) throw new Error(`${source.name} ${source.version} holds none of the files named.`);
    for (const { name } of files) {
      const target = path.join(folder, source.name.replace(/^@/, ''), name);
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(path.join(unpacked, name), target);
    }
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    total += bytes;
    tell(`${source.name} ${source.version}: ${files.length} files, ${Math.round(bytes / 1000)} kB`);
  }
  return total;
}

/** The folder of an unpacked package. */
export async function fetched(
  { registry, name, version }: Pick<Source, 'registry' | 'name' | 'version'>,
  cache: string,
): Promise<string> {
  const place = path.join(cache, `${registry}-${name.replace('/', '-')}-${version}`);
  await fillOnce(place, async (folder) => {
    if (registry === 'npm') return unpackNpmPackage(name, version, folder);
    // Wheels hold the sources of what is written in Python.
    const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--target', folder];
    await execa('python3', [...args, '--only-binary', ':all:', `${name}==${version}`]);
  });
  return place;
}

interface ChosenFile {
  /** Relative to the package. */
  readonly name: string;
  readonly bytes: number;
}

/** The files of it that are read. */
export async function chosen({ endings, within, most }: Source, unpacked: string): Promise<ChosenFile[]> {
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(unpacked, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((name) => endings.includes(path.extname(name)) && !name.endsWith('.d.ts') && !unwanted.test(name))
    .filter((name) => within === undefined || within.some((part) => name.startsWith(`${part}/`)))
    .map((name) => ({ name, order: createHash('sha256').update(name).digest('hex') }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const files: ChosenFile[] = [];
  let total = 0;
  for (const { name } of names) {
    const { size } = await stat(path.join(unpacked, name));
    if (total + size > most * 1000) continue;
    total += size;
    files.push({ name, bytes: size });
  }
  return files;
}
