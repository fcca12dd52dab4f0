/**
 * How much of the code that quality is measured on stands, letter by letter, in what the pretrained network has read:
 * `npm run -s bench:overlap -- [--json] [--corpora rxjs,gyp]`
 *
 * Needs the code that `npm run pretrain` fetches. Runs of 48 characters are looked for, every place of the corpus against
 * every eighth place of what was read; a stretch of 55 that both have is always found.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarkCorpora, corpusFolder, foreignCorpora } from './corpora';

const runLength = 48;
const stride = 8;
const read = path.resolve(import.meta.dirname, '../../artifacts/pretraining/corpus');

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, corpora: { type: 'string' } },
});

async function* textsIn(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) yield await readFile(path.join(entry.parentPath, entry.name), 'utf8');
  }
}

/** Hashes of the runs that start at each place: two polynomials that roll on, in one number. */
function* runHashes(text: string): Generator<number> {
  const [first, second] = [rolling(text, 1_000_003), rolling(text, 69_069)];
  for (let place = 0; place + runLength <= text.length; place++) {
    yield (first.next().value as number) * 2 ** 21 + ((second.next().value as number) & 0x1fffff);
  }
}

function* rolling(text: string, factor: number): Generator<number> {
  let oldest = 1;
  for (let index = 1; index < runLength; index++) oldest = Math.imul(oldest, factor);
  let hash = 0;
  for (let place = 0; place < text.length; place++) {
    if (place >= runLength) hash = (hash - Math.imul(oldest, text.charCodeAt(place - runLength))) | 0;
    hash = (Math.imul(hash, factor) + text.charCodeAt(place)) | 0;
    if (place >= runLength - 1) yield hash >>> 0;
  }
}

const known = new Set<number>();
for await (const text of textsIn(read)) {
  let place = 0;
  for (const hash of runHashes(text)) if (place++ % stride === 0) known.add(hash);
}

const names = options.corpora?.split(',') ?? [...Object.keys(benchmarkCorpora), ...Object.keys(foreignCorpora)];
const overlap: Record<string, { readonly characters: number; readonly shared: number }> = {};
for (const name of names) {
  let [characters, shared] = [0, 0];
  for await (const text of textsIn(await corpusFolder(name))) {
    characters += text.length;
    let [place, coveredTo] = [0, 0];
    for (const hash of runHashes(text)) {
      if (known.has(hash)) {
        shared += place + runLength - Math.max(place, coveredTo);
        coveredTo = place + runLength;
      }
      place++;
    }
  }
  overlap[name] = { characters, shared: Number((shared / characters).toFixed(4)) };
}
console.log(options.json ? JSON.stringify(overlap) : overlap);
