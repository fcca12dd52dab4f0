/**
 * What was learned of a workspace, stored:
 *
 *     length of the header (uint32, little-endian) · header (JSON) · the tables of the context mixing
 *
 * A file of another version, vocabulary or machine is not read: what it holds can be learned again.
 */
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { endianness } from 'node:os';
import { z } from 'zod';
import { compiledMixing } from '../mixing/compiled';
import { ContextMixing } from '../mixing/context-mixing';
import { Vocabulary } from '../vocabulary/vocabulary';

const headerSchema = z.object({
  /** Of the program that gave the tables their meaning. */
  program: z.string(),
  characters: z.array(z.string()),
  counts: z.array(z.number()),
  sizes: z.object({ tokens: z.int(), slotBits: z.int(), bucketBits: z.int(), matchBits: z.int() }),
  learned: z.array(z.tuple([z.string(), z.string()])),
});

export interface StoredTables {
  readonly mixing: ContextMixing;
  /** Digest of each file that was learned, by path. */
  readonly learned: ReadonlyMap<string, string>;
}

const program = createHash('sha256').update(compiledMixing).update(endianness()).digest('hex');
const lengthBytes = 4;

/**
 * Stores tables; readers see the old file or the whole new one. Written in one go, so that nothing is learned in the
 * middle of it: some 0.1 seconds for 200 MB.
 *
 * @throws the system's error; the old file is then as it was.
 */
export async function writeTables(path: string, { mixing, learned }: StoredTables): Promise<void> {
  const header = Buffer.from(
    JSON.stringify({
      program,
      characters: mixing.vocabulary.characters,
      counts: mixing.counts,
      sizes: mixing.sizes,
      learned: [...learned],
    } satisfies z.infer<typeof headerSchema> | { characters: readonly string[]; counts: readonly number[] }),
  );
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(header.length);
  const temporary = `${path}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      for (const piece of [length, header, mixing.tables]) writeWhole(file.fd, piece);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

/** The tables for a vocabulary, or undefined where none that can be used are stored. */
export async function readTables(path: string, vocabulary: Vocabulary): Promise<StoredTables | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const length = Buffer.alloc(lengthBytes);
      await file.read(length, 0, lengthBytes, 0);
      const text = Buffer.alloc(length.readUInt32LE());
      await file.read(text, 0, text.length, lengthBytes);
      const header = headerSchema.parse(JSON.parse(text.toString('utf8')));
      if (header.program !== program || !new Vocabulary(header.characters).equals(vocabulary)) return undefined;
      const mixing = new ContextMixing(vocabulary, header.counts, header.sizes);
      const { tables } = mixing;
      const start = lengthBytes + text.length;
      if ((await file.stat()).size !== start + tables.length) return undefined;
      for (let read = 0; read < tables.length;) {
        const { bytesRead } = await file.read(tables, read, tables.length - read, start + read);
        if (bytesRead === 0) return undefined;
        read += bytesRead;
      }
      mixing.restored();
      return { mixing, learned: new Map(header.learned) };
    } finally {
      await file.close();
    }
  } catch {
    // Missing, cut short or of another kind: learned anew.
    return undefined;
  }
}
