/**
 * Brings the translations up to date with the code and the manifest: `npm run l10n`. What is no longer said goes, and what
 * is new stands there empty until somebody translates it; a test refuses both.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root, type Strings, stringsOfCode, stringsOfManifest } from './source-strings';

async function update(file: string, english: Strings): Promise<void> {
  const known = JSON.parse(await readFile(file, 'utf8')) as Strings;
  const keys = Object.keys(english);
  const translated = Object.fromEntries(keys.map((key) => [key, known[key] ?? '']));
  await writeFile(file, `${JSON.stringify(translated, undefined, 2)}\n`);
  const missing = keys.filter((key) => translated[key] === '');
  console.log(
    `${path.relative(root, file)}: ${keys.length - missing.length} of ${keys.length} strings are translated.`,
  );
  for (const key of missing) console.log(`  ${key}`);
}

const code = await stringsOfCode();
for (const name of await readdir(path.join(root, 'l10n'))) await update(path.join(root, 'l10n', name), code);
const manifest = await stringsOfManifest();
for (const name of await readdir(root)) {
  if (/^package\.nls\.[\w-]+\.json$/.test(name)) await update(path.join(root, name), manifest);
}
