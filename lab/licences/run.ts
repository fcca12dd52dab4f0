/**
 * Fetches anew what stands in `licences/`: `npm run licences`
 *
 * The texts are of what the pretrained network has read, of what bundled packages have taken in before they were
 * published, and of ONNX Runtime, whose npm package carries none. Needs npm, pip and the files that a build bundles.
 * Entries of no registry are kept by hand and stay as they are.
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { bundledFiles, takenIn } from '../../scripts/notices/bundled-packages';
import { keptFolder, type KeptPackage, keptPackages, keptPlace } from '../../scripts/notices/kept';
import { isLicenceFile } from '../../scripts/notices/licence-texts';
import { programs, shared } from '../../scripts/build';
import { chosen, fetched } from '../pretraining/collect';
import { type Source, sources } from '../pretraining/sources';

const root = path.resolve(import.meta.dirname, '../..');
const cache = path.join(root, 'artifacts/pretraining/packages');

/** Names of licences in older metadata, as SPDX has them. */
const spdx: Readonly<Record<string, string>> = {
  'MIT License': 'MIT',
  // Of sympy, whose text is the one with three clauses.
  BSD: 'BSD-3-Clause',
};

/** Licence files by folder: there are far fewer folders than files. */
const listed = new Map<string, Promise<string[]>>();

type Published = Pick<Source, 'registry' | 'name' | 'version'>;

const byHand = (await keptPackages()).filter(({ registry }) => registry === 'generic');
/** Where a text is copied from, by the place where it is kept: all are there before any is replaced. */
const copies = new Map<string, string>();
const kept = [...byHand, ...(await ofRuntime()), ...(await ofTakenIn()), ...(await ofSources())];
kept.sort((a, b) => (keptPlace(a) < keptPlace(b) ? -1 : 1));
for (const registry of ['npm', 'pypi']) await rm(path.join(keptFolder, registry), { recursive: true, force: true });
for (const [target, text] of copies) {
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(text, target);
}
await writeFile(path.join(keptFolder, 'packages.json'), `${JSON.stringify(kept, undefined, 2)}\n`);
for (const { texts, ...one } of kept) console.log(`${keptPlace(one)}: ${one.licence}, ${texts.join(', ') || 'no text'}`);

async function ofRuntime(): Promise<KeptPackage[]> {
  const { dependencies } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const runtime = { registry: 'pypi', name: 'onnxruntime', version: dependencies['onnxruntime-node'] ?? '' } as const;
  const folder = await fetched(runtime, cache);
  const names = (await readdir(path.join(folder, 'onnxruntime'))).filter(isLicenceFile);
  const texts = names.map((name) => `onnxruntime/${name}`);
  return [{ ...(await keep(runtime, folder, texts)), textsFor: ['onnxruntime-node', 'onnxruntime-common'] }];
}

async function ofTakenIn(): Promise<KeptPackage[]> {
  const { metafile } = await build({ ...shared, entryPoints: programs, metafile: true, write: false });
  const found = new Map<string, Published>();
  for (const { file } of bundledFiles(metafile)) {
    if (!file.includes('node_modules/')) continue;
    for (const { name, version } of await takenIn(path.join(root, file))) {
      if (version === undefined) throw new Error(`${file} does not say which version of ${name} it has taken in.`);
      found.set(`${name}@${version}`, { registry: 'npm', name, version });
    }
  }
  const kept: KeptPackage[] = [];
  for (const one of found.values()) {
    const folder = await fetched(one, cache);
    kept.push(await keep(one, folder, (await readdir(folder)).filter(isLicenceFile)));
  }
  return kept;
}

async function ofSources(): Promise<KeptPackage[]> {
  const kept: KeptPackage[] = [];
  const firsts = sources.filter((one, at) => at === sources.findIndex((other) => keptPlace(other) === keptPlace(one)));
  for (const source of firsts) {
    const folder = await fetched(source, cache);
    const texts = new Set<string>();
    for (const part of sources.filter((one) => keptPlace(one) === keptPlace(source))) {
      for (const { name } of await chosen(part, folder)) {
        for (const above of foldersAbove(name)) {
          for (const text of await taken(folder, await licenceFilesIn(folder, above))) texts.add(text);
        }
      }
    }
    for (const text of await wheelLicences(folder)) texts.add(text);
    kept.push({ ...(await keep(source, folder, [...texts].sort())), read: true });
  }
  return kept;
}

/** Where a choice of licences is offered, the one that is taken is never the GNU one. */
async function taken(folder: string, files: readonly string[]): Promise<string[]> {
  const copyleft = /^\s*GNU (AFFERO |LESSER )?GENERAL PUBLIC LICENSE/i;
  const heads = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const others = files.filter((_, at) => !copyleft.test(heads[at] ?? ''));
  if (files.length > 0 && others.length === 0) throw new Error(`Under the GNU licence alone: ${files.join(', ')}`);
  return others;
}

/** Of `a/b/c.ts`: the package's own folder, `a` and `a/b`. A part that came from elsewhere has its licence beside it. */
function foldersAbove(name: string): string[] {
  const folders = path.posix.dirname(name).split('/');
  return folders[0] === '.' ? [''] : ['', ...folders.map((_, depth) => folders.slice(0, depth + 1).join('/'))];
}

function licenceFilesIn(folder: string, below: string): Promise<string[]> {
  const place = path.join(folder, below);
  const known = listed.get(place) ?? readdir(place).then((names) => names.filter(isLicenceFile));
  listed.set(place, known);
  return known.then((names) => names.map((name) => path.posix.join(below, name)));
}

/** Where a wheel keeps licences, which is not beside its code. */
async function wheelLicences(folder: string): Promise<string[]> {
  const metadata = (await readdir(folder)).find((name) => name.endsWith('.dist-info'));
  if (metadata === undefined) return [];
  const names = await readdir(path.join(folder, metadata), { recursive: true });
  return names.map((name) => path.posix.join(metadata, name)).filter((name) => isLicenceFile(path.posix.basename(name)));
}

/** Marks licence texts of an unpacked package to be kept. */
async function keep(published: Published, folder: string, files: readonly string[]): Promise<KeptPackage> {
  const { registry, name, version } = published;
  const texts: string[] = [];
  for (const file of files) {
    const text = file.replace(/^[^/]*\.dist-info\/(licenses\/)?/, '');
    copies.set(path.join(keptFolder, keptPlace(published), text), path.join(folder, file));
    texts.push(text);
  }
  const { licence, holder } = await (registry === 'npm' ? npmManifest(folder) : wheelMetadata(folder));
  return { registry, name, version, licence: spdx[licence] ?? licence, ...(holder && { holder }), texts };
}

interface Declared {
  readonly licence: string;
  readonly holder: string | undefined;
}

async function npmManifest(folder: string): Promise<Declared> {
  const { license, author, contributors } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    license: string;
    author?: string | { name: string };
    contributors?: (string | { name: string })[];
  };
  const [first] = [author, ...(contributors ?? [])].filter((one) => one !== undefined);
  return { licence: license, holder: typeof first === 'object' ? first.name : first };
}

async function wheelMetadata(folder: string): Promise<Declared> {
  const metadata = (await readdir(folder)).find((name) => name.endsWith('.dist-info')) ?? '';
  const text = await readFile(path.join(folder, metadata, 'METADATA'), 'utf8');
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1]?.trim();
  return { licence: field('License-Expression') ?? field('License') ?? '', holder: field('Author') };
}
