import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { bundledFiles, bundledPackages, installedPackage, type BundledFile } from './bundled-packages';
import { type Component, merged } from './component';
import { keptComponent, keptPackages } from './kept';
import { objection } from './permissive';

/** What a package for one platform consists of beside the code of this repository. */
export interface Shipped {
  /** What is run. */
  readonly software: readonly Component[];
  /** What the pretrained network has read. */
  readonly read: readonly Component[];
}

/** A package of which files were copied beside the bundles. */
export interface CopiedPackage {
  /** Where it is installed. */
  readonly from: string;
  /** Where it lies now, relative to `output`. */
  readonly to: string;
}

/**
 * @param root folder that the bundles were made in.
 * @param output folder that holds bundles and copied packages.
 * @throws Error that names everything that may not be shipped as it is: without a licence's text, or under one that is
 *   not permissive.
 */
export async function shipped(
  root: string,
  output: string,
  metafile: Metafile,
  copied: readonly CopiedPackage[],
): Promise<Shipped> {
  const kept = await keptPackages();
  const bundled = bundledFiles(metafile);
  const components = [...(await bundledPackages(root, bundled, kept)), ...(await compilersIn(root, bundled))];
  for (const { from, to } of copied) {
    const files = await filesBelow(output, to);
    const guests = kept.filter(({ natives = [] }) => files.some((file) => natives.includes(path.posix.basename(file))));
    const isGuest = (file: string): boolean =>
      guests.some(({ natives = [] }) => natives.includes(path.posix.basename(file)));
    components.push(
      await installedPackage(
        from,
        files.filter((file) => !isGuest(file)),
        kept,
      ),
    );
    for (const guest of guests) {
      const own = files.filter((file) => guest.natives?.includes(path.posix.basename(file)));
      components.push(await keptComponent(guest, own));
    }
  }
  const software = merged(components);
  const objections = software.flatMap((component) => objection(component) ?? []);
  if (objections.length > 0) throw new Error(`This cannot be shipped:\n${objections.join('\n')}`);
  const read = await Promise.all(kept.filter((one) => one.read).map((one) => keptComponent(one, ['pretrained.onnx'])));
  return { software, read: merged(read) };
}

/** WebAssembly made of AssemblyScript has parts of AssemblyScript's library in it. */
async function compilersIn(root: string, bundled: readonly BundledFile[]): Promise<readonly Component[]> {
  const compiled = bundled.filter(({ file }) => /^model\/[^/]+\/compiled\.ts$/.test(file));
  const folder = path.join(root, 'node_modules/assemblyscript');
  return Promise.all(compiled.map(({ bundles }) => installedPackage(folder, bundles, [])));
}

/** Relative to `folder`, with slashes. */
async function filesBelow(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(path.join(folder, below), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}
