import { copyFile, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { readTables, writeTables } from '@house-style/model/blend/tables-file';
import { ContextMixing } from '@house-style/model/mixing/context-mixing';
import { asciiVocabulary as vocabulary } from '@house-style/model/testing/random-model';
import { mutateBytes } from '../mutate-bytes';
import { mutatedText } from '../mutate-json';
import type { SeededDraws } from '@house-style/model/testing/seeded-draws';
import type { Target } from '../target';

const numbersBefore = 12;
const page = 4096;

/** Stored tables: pages of zeros or rubbish, cut short, and headers that nobody wrote under a right checksum. */
export const tables: Target = {
  inputsPerProcess: 150,
  inputsInTests: 120,
  prepare: async (folder) => {
    const good = path.join(folder, 'good.tables');
    const file = path.join(folder, 'corpus.tables');
    const sizes = { tokens: 1 << 12, slotBits: 10, bucketBits: 8, matchBits: 8 };
    const mixing = new ContextMixing(
      vocabulary,
      Array.from({ length: vocabulary.size }, () => 1),
      sizes,
    );
    for (const token of vocabulary.encode('export const a = 1;\n'.repeat(50))) mixing.learn(token);
    await writeTables(good, { mixing, learned: new Map([['a.ts', 'digest']]), network: '' });
    const { size } = await stat(good);
    const beginning = Buffer.alloc(page);
    const reading = await open(good);
    await reading.read(beginning, 0, page, 0);
    await reading.close();
    return async (random) => {
      await copyFile(good, file);
      const handle = await open(file, 'r+');
      for (let changes = 1 + random.below(3); changes > 0; changes--) {
        switch (random.below(4)) {
          case 0:
            await handle.truncate(random.below(size));
            break;
          case 1:
            await handle.write(
              random.chance(0.5) ? Buffer.alloc(page) : random.bytes(page),
              0,
              page,
              random.below(size - page),
            );
            break;
          case 2:
            await handle.write(mutateBytes(beginning.subarray(0, 64), random), 0, undefined, 0);
            break;
          default:
            await handle.write(withHeader(beginning, random), 0, undefined, 0);
        }
      }
      await handle.close();
      const told: string[] = [];
      const stored = await readTables(file, vocabulary, (message) => told.push(message));
      if (stored === undefined && told.length === 0) return;
      const isThere = await stat(file).then(
        () => true,
        () => false,
      );
      if (stored === undefined && isThere) throw new Error(`A damaged file was left: ${told.join()}`);
    };
  },
};

/** As long as before, so that the tables stay where they are; the checksum of the header is right. */
function withHeader(beginning: Buffer, random: SeededDraws): Buffer {
  const length = beginning.readUInt32LE();
  const header = JSON.parse(beginning.subarray(numbersBefore, numbersBefore + length).toString()) as unknown;
  const changed = Buffer.from(mutatedText(header, random).padEnd(length));
  const start = Buffer.from(beginning.subarray(0, numbersBefore));
  start.writeUInt32LE(changed.length, 0);
  start.writeUInt32LE(crc32(changed), 4);
  return Buffer.concat([start, changed]);
}
