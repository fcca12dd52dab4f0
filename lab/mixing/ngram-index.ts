/** Speed and memory of the n-gram index at 10 MB: `npm run -s bench:ngram`, JSON on the last line. */
import { readFile } from 'node:fs/promises';
import { asCodeFolders } from '@house-style/protocol/code-folder';
import { NgramIndex, type IndexedFile } from '@house-style/model/ngram/ngram-index';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { discover } from '@house-style/corpus/discover';
import { LeftOut } from '@house-style/corpus/left-out';
import { isHeldOut } from '@house-style/corpus/split';
import { processorSeconds } from './measurement';

const targetTokens = 10_000_000;
const folders = ['rxjs/src', 'node-gyp/gyp/pylib', 're2/vendor/re2', 'three/src', 'typescript/lib'];
const queriesPerFile = 200;

/** Files of real code, 10 MB to index and others to ask about. */
async function readFiles(vocabulary: Vocabulary): Promise<{ indexed: IndexedFile[]; asked: IndexedFile[] }> {
  const indexed: IndexedFile[] = [];
  const asked: IndexedFile[] = [];
  let room = targetTokens;
  for (const folder of folders) {
    const found = await discover(
      asCodeFolders(`node_modules/${folder}`),
      { maximumFileBytes: targetTokens },
      new LeftOut(),
    );
    for (const { absolutePath, path } of found) {
      const tokens = vocabulary.encodeFile(path, (await readFile(absolutePath)).toString('utf8'));
      if (isHeldOut(path)) asked.push({ path, tokens });
      else if (room > 0) {
        indexed.push({ path: `${folder}/${path}`, tokens: tokens.subarray(0, room) });
        room -= Math.min(room, tokens.length);
      }
    }
  }
  return { indexed, asked };
}

/** Looks up a place with all of its back-off levels: counts once for each number of occurrences. */
function query(index: NgramIndex, prefix: Uint8Array): void {
  let before = -1;
  for (let length = index.find(prefix); length >= 0; length--) {
    const occurrences = index.occurrences(length);
    if (occurrences === before) continue;
    before = occurrences;
    index.counts(length);
  }
}

const vocabulary = Vocabulary.fromCounts(
  new Map(Array.from({ length: 95 }, (_, i) => [String.fromCharCode(32 + i), 1e6] as const)).set('\n', 1e6),
);
const { indexed, asked } = await readFiles(vocabulary);
const before = processorSeconds();
const index = new NgramIndex(indexed, vocabulary.size, vocabulary.endOfFile);
const buildSeconds = processorSeconds() - before;

const places = asked.flatMap(({ tokens }) =>
  Array.from({ length: queriesPerFile }, (_, i) =>
    tokens.subarray(0, Math.floor(((i + 1) * tokens.length) / (queriesPerFile + 1))),
  ),
);
const turns = 5;

/** Median over turns, microseconds a place. */
function timed(ask: (prefix: Uint8Array) => void): number {
  const seconds = Array.from({ length: turns }, () => {
    const start = processorSeconds();
    for (const prefix of places) ask(prefix);
    return (processorSeconds() - start) / places.length;
  });
  return (seconds.sort((a, b) => a - b)[turns >> 1] ?? 0) * 1e6;
}

console.log(
  JSON.stringify({
    tokens: index.length,
    buildMegabytesPerSecond: index.length / buildSeconds / 1e6,
    bytesPerTokenBesideText: index.bytes / index.length - 1,
    queries: places.length,
    // Occurrences of every suffix, and besides those what followed each.
    microsecondsPerFind: timed((prefix) => index.find(prefix)),
    microsecondsPerFindAndCounts: timed((prefix) => query(index, prefix)),
  }),
);
