import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import l10nDevelopment from '@vscode/l10n-dev';

export const root = path.resolve(import.meta.dirname, '../..');

/** Translations by key: in the code's bundle keys are the English sentences themselves. */
export type Strings = Readonly<Record<string, string>>;

/** Every sentence that the extension's code hands to `l10n.t`. */
export async function stringsOfCode(): Promise<Strings> {
  const entries = await readdir(path.join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name));
  const scripts = files.map(async (entry) => ({
    contents: await readFile(path.join(entry.parentPath, entry.name), 'utf8'),
    extension: '.ts',
  }));
  return texts(await l10nDevelopment.getL10nJson(await Promise.all(scripts)));
}

/** Every sentence of the manifest. */
export async function stringsOfManifest(): Promise<Strings> {
  return JSON.parse(await readFile(path.join(root, 'package.nls.json'), 'utf8')) as Strings;
}

/** What a translated string is with and without a comment for who translates it. */
function texts(strings: Awaited<ReturnType<typeof l10nDevelopment.getL10nJson>>): Strings {
  return Object.fromEntries(
    Object.entries(strings).map(([key, value]) => [key, typeof value === 'string' ? value : value.message]),
  );
}
