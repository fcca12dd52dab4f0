import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { compiledMixing } from '../mixing/compiled';
import { ContextMixing } from '../mixing/context-mixing';
import { parameters } from '../mixing/parameters';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { readTables, writeTables } from './tables-file';

const sizes = { tokens: 1 << 12, slotBits: 12, bucketBits: 10, matchBits: 10 };
const learned = new Map([['a.ts', 'digest']]);
const page = 4096;

interface Header {
  program: string;
  counts: number[];
  sizes: Record<keyof typeof sizes, number>;
  learned: [string, string][];
}

let folder: string;
let good: string;
let file: string;
let told: string[];

function learnedMixing(text: string): ContextMixing {
  const mixing = new ContextMixing(
    vocabulary,
    Array.from({ length: vocabulary.size }, () => 1),
    sizes,
  );
  for (const token of vocabulary.encode(text)) mixing.learn(token);
  return mixing;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-tables-'));
  good = path.join(folder, 'good');
  await writeTables(good, { mixing: learnedMixing('export const a = 1;\n'.repeat(20)), learned, network: '' });
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  told = [];
  file = path.join(await mkdtemp(path.join(folder, 'one-')), 'corpus.tables');
  await copyFile(good, file);
});
afterEach(() => rm(path.dirname(file), { recursive: true }));

const read = () => readTables(file, vocabulary, (message) => told.push(message));

/** Overwrites a place in the file. */
async function patch(position: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(bytes, 0, bytes.length, position);
  await handle.close();
}

/** Puts another header in, with a right checksum. */
async function withHeader(change: (header: Header) => void): Promise<void> {
  const bytes = await readFile(file);
  const end = 12 + bytes.readUInt32LE();
  const header = JSON.parse(bytes.subarray(12, end).toString()) as Header;
  change(header);
  const changed = Buffer.from(JSON.stringify(header));
  const start = Buffer.from(bytes.subarray(0, 12));
  start.writeUInt32LE(changed.length, 0);
  start.writeUInt32LE(crc32(changed), 4);
  await writeFile(file, Buffer.concat([start, changed, bytes.subarray(end)]));
}

async function isRefused(reason: RegExp): Promise<void> {
  expect(await read()).toBeUndefined();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(reason);
  expect(await readdir(path.dirname(file)), 'the damaged file is gone').toEqual([]);
  // The next start finds nothing to complain of.
  expect(await read()).toBeUndefined();
  expect(told).toHaveLength(1);
}

describe('stored tables', () => {
  test('are what was learned, for the eyes of their owner alone', async () => {
    const stored = await read();
    expect(stored?.learned).toEqual(learned);
    expect(
      Buffer.compare(stored?.mixing.tables ?? Buffer.of(), (await readTables(good, vocabulary))!.mixing.tables),
    ).toBe(0);
    expect(told).toEqual([]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('are touched when they are loaded, and not where they are of no use', async () => {
    const longAgo = new Date('2020-01-01');
    await withHeader((header) => void (header.program = 'another'));
    await utimes(file, longAgo, longAgo);
    expect(await read()).toBeUndefined();
    expect((await stat(file)).mtime).toEqual(longAgo);
    await copyFile(good, file);
    await utimes(file, longAgo, longAgo);
    expect(await read()).toBeDefined();
    expect(Date.now() - (await stat(file)).mtimeMs).toBeLessThan(60_000);
  });

  test.each([
    ['2³¹', 2 ** 31],
    ['the largest there is', 2 ** 32 - 1],
    ['more than the file holds', 2 ** 25],
  ])('with a header length of %s are removed and never allocated for', async (_name, length) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(length);
    await patch(0, bytes);
    await isRefused(/header is cut short/);
  });

  test('with a page of zeros anywhere are removed', async () => {
    const { size } = await stat(file);
    for (const position of [page * 2, size >> 1, size - page]) {
      await copyFile(good, file);
      const was = (await readFile(file)).subarray(position, position + page);
      // What is zero already is no damage.
      await patch(position, was.every((byte) => byte === 0) ? Buffer.alloc(page, 1) : Buffer.alloc(page));
      told = [];
      await isRefused(/checksum is wrong/);
    }
  });

  test.each([
    ['negative counts', (header) => (header.counts[3] = -1)],
    ['counts that are no whole numbers', (header) => (header.counts[3] = 0.5)],
    ['a count too many', (header) => header.counts.push(...Array.from({ length: 200 }, () => 1))],
    ['negative sizes', (header) => (header.sizes.slotBits = -3)],
    ['sizes that overflow', (header) => (header.sizes.bucketBits = 31)],
    ['no list of files', (header) => delete (header as Partial<Header>).learned],
  ] as [string, (header: Header) => unknown][])('with %s are removed', async (_name, change) => {
    await withHeader(change);
    await isRefused(/header is damaged/);
  });

  test('with sizes that the file cannot fill are refused before anything is allocated', async () => {
    await withHeader((header) => (header.sizes = { tokens: 2 ** 30, slotBits: 28, bucketBits: 26, matchBits: 20 }));
    const before = process.memoryUsage().rss;
    await isRefused(/cut short/);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });

  test('of another program are left for it', async () => {
    await withHeader((header) => (header.program = 'another'));
    expect(await read()).toBeUndefined();
    expect(told).toEqual([]);
    expect(await readdir(path.dirname(file))).toEqual(['corpus.tables']);
  });

  // A section without a name or anything in it, which changes nothing but the bytes.
  const otherBytes = Buffer.concat([Buffer.from(compiledMixing, 'base64'), Buffer.of(0, 1, 0)]).toString('base64');

  test.each([
    ['constants', '../mixing/parameters', { parameters: { ...parameters, calibrationRate: 0.021 } }],
    ['WebAssembly', '../mixing/compiled', { compiledMixing: otherBytes }],
  ])('of a program with other %s are left for it', async (_, module, exported) => {
    vi.resetModules();
    vi.doMock(module, () => exported);
    try {
      const other = await import('./tables-file');
      expect(await other.readTables(file, vocabulary, (message) => told.push(message))).toBeUndefined();
    } finally {
      vi.doUnmock(module);
      vi.resetModules();
    }
    expect(told).toEqual([]);
    expect(await read()).toBeDefined();
  });

  test.runIf(process.platform !== 'win32')('give way to a pipe in their place, which nobody waits for', async () => {
    await rm(file);
    execFileSync('mkfifo', [file]);
    await isRefused(/not a file/);
  });

  test('give way to a folder in their place where that is empty, and say where it is not', async () => {
    await rm(file);
    await mkdir(file);
    await isRefused(/not a file|EISDIR/);
    await mkdir(path.join(file, 'of somebody'), { recursive: true });
    expect(await read()).toBeUndefined();
    expect(told.at(-1)).not.toMatch(/removed/);
  });
});

test(
  'two processes that store at once never lose a store: the last whole one stands',
  { timeout: 120_000 },
  async () => {
    const rounds = 20;
    const script = path.join(import.meta.dirname, '../testing/store-tables.ts');
    const writers = ['one', 'two'].map((name) => fork(script, [file, name], { execArgv: ['--import', 'tsx'] }));
    try {
      await Promise.all(writers.map((writer): Promise<unknown> => once(writer, 'message')));
      for (let round = 0; round < rounds; round++) {
        const ends = await Promise.all(writers.map((writer) => store(writer, round)));
        expect(ends, 'no store failed').toEqual(['stored', 'stored']);
        const stored = await read();
        expect(told).toEqual([]);
        expect([`one ${round}`, `two ${round}`]).toContain(stored?.learned.get('by'));
      }
      expect(await readdir(path.dirname(file))).toEqual(['corpus.tables']);
    } finally {
      for (const writer of writers) writer.kill();
    }
  },
);

async function store(writer: ChildProcess, round: number): Promise<unknown> {
  writer.send(round);
  const [answer] = (await once(writer, 'message')) as [unknown];
  return answer;
}
