/**
 * Licence texts of what is not installed where the product is built: what packages have taken in before they were
 * published, native code whose npm package carries no text, and the code that the pretrained network has read. They lie
 * in `licences/`, with `packages.json` as the list; `npm run licences` fetches them.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { type Component, titleOf } from './component';
import { readText } from './licence-texts';

export const keptFolder = path.resolve(import.meta.dirname, '../../licences');

const keptPackage = z.strictObject({
  registry: z.enum(['npm', 'pypi', 'generic']),
  name: z.string(),
  version: z.string(),
  licence: z.string(),
  holder: z.string().optional(),
  /** Files below the package's folder in `licences/`. */
  texts: z.array(z.string()),
  /** Where a text came from that no registry has, for people. */
  origin: z.url().optional(),
  /** Installed packages whose texts these are, in the same version. */
  textsFor: z.array(z.string()).optional(),
  /** Names of native files that are this, whatever package carries them. */
  natives: z.array(z.string()).optional(),
  /** Whether the pretrained network has read it. */
  read: z.boolean().optional(),
});
export type KeptPackage = z.infer<typeof keptPackage>;

export async function keptPackages(): Promise<readonly KeptPackage[]> {
  const list = await readFile(path.join(keptFolder, 'packages.json'), 'utf8');
  return z.array(keptPackage).parse(JSON.parse(list));
}

/** Where a package's texts lie, relative to `licences/`. */
export function keptPlace({ registry, name, version }: Pick<KeptPackage, 'registry' | 'name' | 'version'>): string {
  return `${registry}/${name}/${version}`;
}

export async function keptComponent(kept: KeptPackage, files: readonly string[]): Promise<Component> {
  const { registry, name, version, licence, holder } = kept;
  const texts = kept.texts.map(async (text) => ({
    name: text,
    text: await readText(path.join(keptFolder, keptPlace(kept), text)),
  }));
  return { registry, name, version, licence, texts: await Promise.all(texts), files, ...(holder && { holder }) };
}

/**
 * @param version undefined where it is not known: what was taken in does not always say.
 * @throws Error where it is not kept, or is in several versions.
 */
export function findKept(all: readonly KeptPackage[], name: string, version: string | undefined): KeptPackage {
  const found = all.filter((kept) => kept.name === name && (version === undefined || kept.version === version));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  const title = titleOf({ name, version: version ?? '(version unknown)' });
  throw new Error(`licences/ holds ${found.length} licences of ${title}: run \`npm run licences\`.`);
}
