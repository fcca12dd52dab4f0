import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LicenceText } from './component';

const names = /^(licen[cs]e|copying|notice|third-?party-?notices?|copyright|patents)([.-]|$)/i;
/** What programs or pictures are called after. */
const notTexts = /\.([cm]?[jt]s|py|h|json|png|svg)$/i;

export function isLicenceFile(name: string): boolean {
  return names.test(name) && !notTexts.test(name);
}

/** Licences and notices that lie in a folder itself, not below it. */
export async function licenceTextsIn(folder: string): Promise<readonly LicenceText[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile() && isLicenceFile(entry.name)).map(({ name }) => name);
  return Promise.all(found.sort().map(async (name) => ({ name, text: await readText(path.join(folder, name)) })));
}

/** With the line ends of this repository, and no mark at its start. */
export async function readText(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd();
}
