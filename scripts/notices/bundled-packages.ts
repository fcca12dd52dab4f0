import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod';
import { type Component, merged } from './component';
import { findKept, keptComponent, type KeptPackage } from './kept';
import { licenceTextsIn } from './licence-texts';

/** An installed file that contributes to bundles, and the bundles' names. */
export interface BundledFile {
  /** Relative to the folder that the build ran in. */
  readonly file: string;
  readonly bundles: readonly string[];
}

/** Files of which something is left in a bundle. */
export function bundledFiles({ outputs }: Metafile): readonly BundledFile[] {
  const bundlesOf = new Map<string, string[]>();
  for (const [bundle, { inputs }] of Object.entries(outputs)) {
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (bytesInOutput > 0) bundlesOf.set(file, [...(bundlesOf.get(file) ?? []), path.basename(bundle)]);
    }
  }
  return [...bundlesOf].map(([file, bundles]) => ({ file, bundles }));
}

/** All npm packages in bundles: those installed here, and those that these have taken in. */
export async function bundledPackages(
  root: string,
  files: readonly BundledFile[],
  kept: readonly KeptPackage[],
): Promise<readonly Component[]> {
  const found: Component[] = [];
  for (const { file, bundles } of files) {
    const folder = packageFolder(file);
    if (folder === undefined) continue;
    found.push(await installedPackage(path.join(root, folder), bundles, kept));
    for (const { name, version } of await takenIn(path.join(root, file))) {
      found.push(await keptComponent(findKept(kept, name, version), bundles));
    }
  }
  return merged(found);
}

/** `a/node_modules/@b/c` of `a/node_modules/@b/c/d.js` */
function packageFolder(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0];
}

const author = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const manifest = z.object({ name: z.string(), version: z.string(), license: z.string(), author: author.optional() });

/** @throws Error where its manifest names no licence. */
export async function installedPackage(
  folder: string,
  files: readonly string[],
  kept: readonly KeptPackage[],
): Promise<Component> {
  const parsed = manifest.safeParse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
  if (!parsed.success) throw new Error(`The manifest in ${folder} names no licence.`);
  const { name, version, license, author: holder } = parsed.data;
  const own = await licenceTextsIn(folder);
  const { texts } = own.length > 0 ? { texts: own } : await textsKeptFor(name, version, kept);
  return { registry: 'npm', name, version, licence: license, texts, files, ...(holder && { holder }) };
}

async function textsKeptFor(
  name: string,
  version: string,
  kept: readonly KeptPackage[],
): Promise<Pick<Component, 'texts'>> {
  const found = kept.find(({ textsFor, version: of }) => of === version && textsFor?.includes(name));
  return found === undefined ? { texts: [] } : keptComponent(found, []);
}

const sourceMap = z.object({ sources: z.array(z.string()) });

/**
 * Packages that were bundled into an installed file before it was published, as its source map tells. What it has from
 * other folders of its own repository is its own.
 */
export async function takenIn(
  file: string,
): Promise<readonly { readonly name: string; readonly version: string | undefined }[]> {
  if (!existsSync(`${file}.map`)) return [];
  const { sources } = sourceMap.parse(JSON.parse(await readFile(`${file}.map`, 'utf8')));
  const found = new Map<string, { name: string; version: string | undefined }>();
  for (const source of sources) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
    if (name === undefined) continue;
    // pnpm's folders are called after package and version.
    const version = new RegExp(`/\\.pnpm/${name.replace('/', '\\+')}@([^/_(]+)`).exec(source)?.[1];
    found.set(`${name} ${version ?? ''}`, { name, version });
  }
  return [...found.values()];
}
