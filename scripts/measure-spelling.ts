/**
 * Writes `corpus/secrets/spelling.ts`: how surprising each letter is after the two before it, in the names and words of
 * development dependencies. Run it after a change of the list; nothing that secrets are tested on is in it.
 */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { highestCost, stepsPerBit, writeCosts } from '../corpus/secrets/costs';
import { symbolCount, symbolsOf } from '../corpus/secrets/symbols';

const root = path.resolve(import.meta.dirname, '..');

/** What is read: names and prose of several hands. */
const read = [
  '@tensorflow',
  '@types/node',
  '@types/vscode',
  'acorn',
  'ajv',
  'assemblyscript/std',
  'cheerio',
  'commander',
  'eslint',
  'fast-check',
  'htmlparser2',
  'lodash',
  'long',
  'node-addon-api',
  'parse5',
  'protobufjs/src',
  'typescript/lib',
  'zod',
];

const name = /(?<![\w$])[A-Za-z_$][\w$]{2,49}(?![\w$+/=])/g;
/** Of these and others like them, the words are drawn rather than written. */
const drawn = /\d[a-z]\d[a-z]*\d|[0-9a-f]{12,}/i;
const longestLine = 200;
const largestFile = 3_000_000;

async function* filesOf(place: string): AsyncGenerator<string> {
  if ((await stat(place)).isFile()) {
    if (/\.(?:[cm]?[jt]s|md|h|cc)$/.test(place) && !place.includes('.min.')) yield place;
    return;
  }
  for (const entry of (await readdir(place)).sort()) {
    if (entry !== 'node_modules') yield* filesOf(path.join(place, entry));
  }
}

/** How often each name occurs. */
async function names(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const folder of read) {
    for await (const file of filesOf(path.join(root, 'node_modules', folder))) {
      const text = await readFile(file, 'utf8');
      if (text.length > largestFile) continue;
      for (const line of text.split('\n')) {
        if (line.length > longestLine) continue;
        for (const [word] of line.matchAll(name)) counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** Bits of each symbol after each pair, the rarer the pair the more like what follows its last symbol. */
function costsOf(counts: ReadonlyMap<string, number>): Float64Array {
  const triples = new Float64Array(symbolCount ** 3);
  const pairs = new Float64Array(symbolCount ** 2);
  const single = new Float64Array(symbolCount);
  for (const [word, count] of counts) {
    if (drawn.test(word)) continue;
    // A name counts little more for being used much: what is wanted is how names are spelled.
    const weight = 1 + Math.log2(count);
    const symbols = symbolsOf(word);
    for (let index = 1; index < symbols.length; index++) {
      const [first = 0, second = 0, third = 0] = [symbols[Math.max(0, index - 2)], symbols[index - 1], symbols[index]];
      add(triples, (first * symbolCount + second) * symbolCount + third, weight);
      add(pairs, second * symbolCount + third, weight);
      add(single, third, weight);
    }
  }
  const total = single.reduce((sum, weight) => sum + weight);
  return triples.map((weight, index) => {
    const third = index % symbolCount;
    const pair = Math.floor(index / symbolCount);
    const second = pair % symbolCount;
    const alone = ((single[third] ?? 0) + 1) / (total + symbolCount);
    const afterOne = ((pairs[second * symbolCount + third] ?? 0) + 20 * alone) / (sumOf(pairs, second) + 20);
    const afterTwo = (weight + 10 * afterOne) / (sumOf(triples, pair) + 10);
    return Math.min(highestCost, -Math.log2(afterTwo));
  });
}

function add(weights: Float64Array, index: number, weight: number): void {
  weights[index] = (weights[index] ?? 0) + weight;
}

function sumOf(weights: Float64Array, row: number): number {
  return weights.subarray(row * symbolCount, (row + 1) * symbolCount).reduce((sum, weight) => sum + weight);
}

const counts = await names();
const lines = writeCosts(costsOf(counts)).match(/.{1,112}/g) ?? [];
await writeFile(
  path.join(root, 'corpus/secrets/spelling.ts'),
  `/**
 * Written by \`npm run measure:spelling\`: of each symbol after each pair of symbols, the surprise in steps of
 * 1/${stepsPerBit} bit, one character each; measured on ${counts.size} names of development dependencies.
 */
export const spelling =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`,
);
