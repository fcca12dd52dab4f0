/** The code bases that generated files are measured on: those that were tuned on, and three that were not. */
import { mkdir, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { fillOnce, unpackNpmPackage } from '../pretraining/npm-package';
import { benchmarkCorpora, corpusFolder } from '../quality/corpora';

const place = path.resolve(import.meta.dirname, '../../artifacts/corpora');

interface Fetched {
  readonly name: string;
  readonly version: string;
  /** Within what is fetched. */
  readonly folder: string;
  readonly fetch: (fetched: Fetched, into: string) => Promise<void>;
}

/** Fetched when they are asked for, from npm's, Python's and Debian's registries. */
const untuned: Readonly<Record<string, Fetched>> = {
  /** Python. */
  werkzeug: { name: 'werkzeug', version: '3.1.3', folder: 'werkzeug', fetch: fromPypi },
  /** Go. */
  gin: {
    name: 'golang-github-gin-gonic-gin-dev',
    version: '1.8.1-1',
    folder: 'usr/share/gocode/src/github.com/gin-gonic/gin',
    fetch: fromDebian,
  },
  /** C#. */
  unitask: {
    name: 'com.cysharp.unitask',
    version: '2.2.5',
    folder: 'Runtime',
    fetch: ({ name, version }, into) => unpackNpmPackage(name, version, into),
  },
};

export const tunedOn: readonly string[] = Object.keys(benchmarkCorpora);
export const allCorpora: readonly string[] = [...tunedOn, ...Object.keys(untuned)];

/** @throws Error where no corpus has that name, or it cannot be fetched. */
export async function folderOf(name: string): Promise<string> {
  const fetched = untuned[name];
  if (fetched === undefined) return corpusFolder(name);
  const folder = path.join(place, `${name}-${fetched.version}`);
  await mkdir(place, { recursive: true });
  await fillOnce(folder, (into) => fetched.fetch(fetched, into));
  return path.join(folder, fetched.folder);
}

async function fromPypi({ name, version }: Fetched, into: string): Promise<void> {
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--target', into];
  await execa('python3', [...args, `${name}==${version}`], { env: { PIP_ROOT_USER_ACTION: 'ignore' } });
}

/** Of the distribution that this runs on: other ones have other versions. */
async function fromDebian({ name, version }: Fetched, into: string): Promise<void> {
  await execa('apt-get', ['download', `${name}=${version}`], { cwd: into });
  const archive = (await readdir(into)).find((file) => file.endsWith('.deb')) ?? '';
  await execa('dpkg-deb', ['-x', archive, '.'], { cwd: into });
  await rename(path.join(into, archive), path.join(into, 'package.deb'));
}
