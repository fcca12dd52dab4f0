/** What `.editorconfig` files say of a file's indentation and line ends (https://editorconfig.org). */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { excludedBy } from './editor-globs';

/** As the files write them, in lower case. */
export type EditorConfig = ReadonlyMap<string, string>;

/** Bytes of the longest such file that is read. */
const longest = 65_536;

/**
 * @param folder beyond which no file is looked for.
 * @param file in it, with forward slashes.
 */
export async function editorConfigOf(folder: string, file: string): Promise<EditorConfig> {
  const parts = file.split('/').slice(0, -1);
  const properties = new Map<string, string>();
  for (let depth = parts.length; depth >= 0; depth--) {
    const home = parts.slice(0, depth).join('/');
    const text = await readFile(path.join(folder, home, '.editorconfig'), 'utf8').catch(() => '');
    const { root, values } = readEditorConfig(text.slice(0, longest), file.slice(home === '' ? 0 : home.length + 1));
    // What is nearer to the file counts.
    for (const [key, value] of values) if (!properties.has(key)) properties.set(key, value);
    if (root) break;
  }
  return properties;
}

/** @param file its path from the folder that the text stands in. */
export function readEditorConfig(
  text: string,
  file: string,
): { readonly root: boolean; readonly values: EditorConfig } {
  const values = new Map<string, string>();
  let root = false;
  let section: 'preamble' | 'matching' | 'other' = 'preamble';
  for (const line of text.split(/\r\n?|\n/)) {
    const glob = /^\s*\[(.+)\]\s*(?:[#;].*)?$/.exec(line)?.[1];
    const [, key = '', value = ''] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line) ?? [];
    if (glob !== undefined) section = matches(glob, file) ? 'matching' : 'other';
    else if (section === 'matching' && key !== '') values.set(key.toLowerCase(), value.toLowerCase());
    else if (section === 'preamble' && key.toLowerCase() === 'root') root = value.toLowerCase() === 'true';
  }
  return { root, values };
}

/** A glob without a slash is one of names, in whatever folder; two stars stand for slashes too, wherever they are. */
function matches(glob: string, file: string): boolean {
  const fromHere = glob.includes('/') ? glob.replace(/^\//, '') : `**/${glob}`;
  return excludedBy([fromHere.replace(/\*\*(?=[^/])/g, '**/*')])(file);
}
