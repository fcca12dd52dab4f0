/** Code of any size for benchmarks: that of the development dependencies, repeated with other names in it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const sources = ['node_modules/three/src', 'node_modules/rxjs/src'];
/** Files are taken in steps of so many, a prime, so that every size is the same mixture. */
const stride = 7919;
const word = /[A-Za-z_]{3,}/g;

/**
 * Writes about so many characters of code into a folder; names differ from copy to copy, so that no copy is a
 * near-duplicate of another.
 */
export async function writeRenamedCode(folder: string, megabytes: number): Promise<void> {
  const originals: string[] = [];
  for (const source of sources) {
    const names = (await readdir(source, { recursive: true })).filter((name) => /\.(js|ts)$/.test(name)).sort();
    for (const name of names) originals.push(await readFile(path.join(source, name), 'utf8'));
  }
  let left = megabytes * 1e6;
  for (let copy = 0; left > 0; copy++) {
    const renamed = renaming(copy);
    await mkdir(path.join(folder, `copy${copy}`), { recursive: true });
    for (let place = 0; place < originals.length && left > 0; place++) {
      const index = (place * stride) % originals.length;
      const original = originals[index] as string;
      const text = copy === 0 ? original : original.replace(word, renamed);
      await writeFile(path.join(folder, `copy${copy}`, `file${index}.js`), text);
      left -= text.length;
    }
  }
}

/** Other names for all words, of their length, the same for the same word within one copy. */
function renaming(copy: number): (name: string) => string {
  const names = new Map<string, string>();
  return (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    let state = copy * 7919 + names.size * 104_729 + 1;
    const letter = (): string => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return String.fromCharCode(97 + ((state >>> 16) % 26));
    };
    const made = Array.from(name, letter).join('');
    names.set(name, made);
    return made;
  };
}
