/**
 * What was learned of a workspace, stored:
 *
 *     length of the header · checksum of the header · checksum of the tables (uint32 each, little-endian)
 *     header (JSON) · the tables of the context mixing
 *
 * A file of another version, vocabulary or machine is not read: what it holds can be learned again. A file that is
 * damaged is removed, so that it troubles no start but one.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { type FileHandle, open, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { isSystemError } from '@house-style/protocol/failure';
import { compiledMixing } from '../mixing/compiled';
import { ContextMixing } from '../mixing/context-mixing';
import { parameters } from '../mixing/parameters';
import { tableBytes } from '../mixing/sizes';
import { replaceFile } from '@house-style/protocol/write-atomically';
import { Vocabulary } from '../vocabulary/vocabulary';

/** Paths and digests of a hundred thousand files take some 15 MB; a longer header is none of ours. */
const longestHeader = 64 * 2 ** 20;

const count = z.int().nonnegative();
const bits = z.int().min(8).max(28);

const headerSchema = z.object({
  /** Of the program that gave the tables their meaning. */
  program: z.string(),
  characters: z.array(z.string()).max(Vocabulary.maximumCharacters),
  counts: z.array(count).max(Vocabulary.maximumSize),
  sizes: z.object({ tokens: z.int().min(1).max(0x7fffffff), slotBits: bits, bucketBits: bits, matchBits: bits }),
  learned: z.array(z.tuple([z.string(), z.string()])),
  network: z.string(),
});

type Header = z.infer<typeof headerSchema>;

export interface StoredTables {
  readonly mixing: ContextMixing;
  /** Digest of each file that was learned, by path. */
  readonly learned: ReadonlyMap<string, string>;
  /** Identity of the network whose part in the mix was learned with them; empty for none. */
  readonly network: string;
}

/** What is wrong with a file, in words that complete a sentence. */
class Damage extends Error {}

/** Older runtimes, such as that of VS Code 1.90, have no CRC-32; what one of the two has written is damaged to the other. */
const checksumName = typeof crc32 === 'function' ? 'crc32' : 'sha256';
/** What gives tables their meaning: the WebAssembly, the constants that it is given, and the machine's order of bytes. */
const meaning = [compiledMixing, JSON.stringify(parameters), endianness()];
const program = createHash('sha256').update(meaning.join('\n')).digest('hex');
const numbersAtStart = 3;
const startBytes = 4 * numbersAtStart;
/** Read and checked at once: others have their turn in between, within a millisecond or two. */
const pieceBytes = 4 * 2 ** 20;

/** The checksum, 32 bits, of bytes that come piece by piece. */
class Checksum {
  #crc = 0;
  readonly #hash = checksumName === 'crc32' ? undefined : createHash(checksumName);

  update(bytes: Uint8Array): this {
    if (this.#hash === undefined) this.#crc = crc32(bytes, this.#crc);
    else this.#hash.update(bytes);
    return this;
  }

  get value(): number {
    return this.#hash?.digest().readUInt32LE() ?? this.#crc;
  }
}

/**
 * Stores tables; readers see the old file or the whole new one, and of several processes that store at once the last
 * one's stands. Written in one go, so that nothing is learned in the middle of it: some 0.2 seconds for 200 MB.
 *
 * @throws Failure `disk-full` or `output-unwritable`; the old file is then as it was.
 */
export async function writeTables(path: string, { mixing, learned, network }: StoredTables): Promise<void> {
  const header = Buffer.from(
    JSON.stringify({
      program,
      characters: [...mixing.vocabulary.characters],
      counts: [...mixing.counts],
      sizes: mixing.sizes,
      learned: [...learned],
      network,
    } satisfies Header),
  );
  await replaceFile(path, ({ fd }) => {
    const { tables } = mixing;
    const start = Buffer.alloc(startBytes);
    start.writeUInt32LE(header.length, 0);
    start.writeUInt32LE(new Checksum().update(header).value, 4);
    start.writeUInt32LE(new Checksum().update(tables).value, 8);
    for (const piece of [start, header, tables]) writeWhole(fd, piece);
    return Promise.resolve();
  });
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

/**
 * The tables for a vocabulary, or undefined where none that can be used are stored.
 *
 * @param onDamage told in a sentence of a file that cannot be read. One that is damaged is removed.
 */
export async function readTables(
  path: string,
  vocabulary: Vocabulary,
  onDamage: (message: string) => void = () => undefined,
): Promise<StoredTables | undefined> {
  try {
    // A pipe is never opened: that would wait for whoever writes into it.
    if (!(await stat(path)).isFile()) throw notAFile();
    const file = await open(path, 'r');
    const stored = await readFrom(file, vocabulary).finally(() => file.close());
    // Says that they are in use: those that are not for long are deleted one day.
    if (stored !== undefined) await utimes(path, new Date(), new Date()).catch(() => undefined);
    return stored;
  } catch (thrown) {
    if (isSystemError(thrown) && thrown.code === 'ENOENT') return undefined;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    // The machine may be short of memory or of open files: the file is good all the same.
    const removed = thrown instanceof Damage && (await remove(path)) ? `, and ${path} is removed` : '';
    onDamage(`What was learned of the workspace cannot be read (${reason}): it is learned anew${removed}.`);
    return undefined;
  }
}

/** @throws Damage, or the system's error. */
async function readFrom(file: FileHandle, vocabulary: Vocabulary): Promise<StoredTables | undefined> {
  const status = await file.stat();
  if (!status.isFile()) throw notAFile();
  const start = await readWhole(file, Buffer.alloc(startBytes), 0);
  const headerBytes = start.readUInt32LE(0);
  if (headerBytes > longestHeader || startBytes + headerBytes > status.size)
    throw new Damage('its header is cut short');
  const header = await readWhole(file, Buffer.alloc(headerBytes), startBytes);
  if (new Checksum().update(header).value !== start.readUInt32LE(4)) throw damagedHeader();
  const { program: writer, characters, counts, sizes, learned, network } = parsed(header);
  if (writer !== program || !sameCharacters(characters, vocabulary)) return undefined;
  // Nothing is allocated that the file cannot fill.
  const stored = status.size - startBytes - headerBytes;
  if (counts.length > vocabulary.size || tableBytes(sizes) > stored) throw new Damage('it is cut short');
  const mixing = new ContextMixing(vocabulary, counts, sizes);
  const { tables } = mixing;
  if (tables.length !== stored) throw new Damage('its size is wrong');
  const checksum = new Checksum();
  for (let at = 0; at < tables.length; at += pieceBytes) {
    const piece = tables.subarray(at, at + pieceBytes);
    checksum.update(await readWhole(file, piece, startBytes + headerBytes + at));
  }
  if (checksum.value !== start.readUInt32LE(8)) throw new Damage('its checksum is wrong');
  mixing.restored();
  return { mixing, learned: new Map(learned), network };
}

function parsed(header: Buffer): Header {
  try {
    return headerSchema.parse(JSON.parse(header.toString('utf8')));
  } catch {
    // Of another version, perhaps, which has no use for it either.
    throw damagedHeader();
  }
}

function notAFile(): Damage {
  return new Damage('it is not a file');
}

function damagedHeader(): Damage {
  return new Damage('its header is damaged');
}

function sameCharacters(characters: readonly string[], { characters: own }: Vocabulary): boolean {
  return characters.length === own.length && characters.every((character, index) => character === own[index]);
}

/** Fills bytes from a place in a file. */
async function readWhole<Bytes extends Uint8Array>(file: FileHandle, bytes: Bytes, position: number): Promise<Bytes> {
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read);
    if (bytesRead === 0) throw new Damage('it is cut short');
    read += bytesRead;
  }
  return bytes;
}

/** Removes a file, or an empty folder in its place; a folder that holds something is somebody's. */
async function remove(path: string): Promise<boolean> {
  return await rm(path, { force: true })
    .catch(() => rmdir(path))
    .then(
      () => true,
      () => false,
    );
}
