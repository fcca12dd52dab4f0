/** Files that were made to fill memory, or to end the process, under a right checksum: each is read by a child. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import onnxProto from 'onnx-proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { metadataFor, networkOf, randomParameters } from '../testing/random-model';
import { modelFileBytes } from './model-file';

const { ModelProto, StringStringEntryProto } = onnxProto.onnx;
const megabyte = 2 ** 20;
/** What Node takes with the product's code and this file is below 300 MB. */
const mostMemory = 600;

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'house-style-hostile-'))));
afterAll(() => rm(folder, { recursive: true }));

const network = networkOf({ hidden: [512] });
const good = modelFileBytes(metadataFor(network), randomParameters(network));
/** The last entry: a key, a value and their lengths. */
const checksumBytes = ModelProto.encode({
  metadataProps: [StringStringEntryProto.create({ key: 'house_style.sha256', value: '0'.repeat(64) })],
}).finish().length;
const withoutChecksum = Buffer.from(good.subarray(0, good.length - checksumBytes));

/** A field of a protobuf message. */
function field(number: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), content]);
}

function signed(...parts: Uint8Array[]): Buffer {
  const model = Buffer.concat(parts);
  const value = createHash('sha256').update(model).digest('hex');
  const entry = StringStringEntryProto.create({ key: 'house_style.sha256', value });
  return Buffer.concat([model, ModelProto.encode({ metadataProps: [entry] }).finish()]);
}

/** What reading a file ends with, and the memory that it took at most, MB. */
async function read(bytes: Uint8Array): Promise<{ code: string; megabytes: number }> {
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, bytes);
  const script = path.join(import.meta.dirname, '../testing/read-model.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, file], {
    timeout: 60_000,
  });
  return JSON.parse(stdout) as { code: string; megabytes: number };
}

test.each([
  [
    'a hundred megabytes of empty operators',
    () => signed(withoutChecksum, field(7, Buffer.alloc(120 * megabyte, '\x0a\0'))),
  ],
  [
    'a hundred megabytes of empty tensors',
    () => signed(withoutChecksum, field(7, Buffer.alloc(120 * megabyte, '\x2a\0'))),
  ],
  ['a hundred megabytes of empty metadata', () => signed(withoutChecksum, Buffer.alloc(120 * megabyte, '\x72\0'))],
  [
    'graphs within graphs',
    () => {
      let inner: Uint8Array = new Uint8Array();
      for (let depth = 0; depth < 20_000; depth++) inner = field(1, field(5, field(6, inner)));
      return signed(withoutChecksum, field(7, inner));
    },
  ],
  [
    'a network larger than the file',
    () => signed(Buffer.from(withoutChecksum.toString('latin1').replace('"hidden":[512]', '"hidden":[8e3]'), 'latin1')),
  ],
])('%s are refused within their memory', { timeout: 120_000 }, async (_name, make) => {
  const { code, megabytes } = await read(make());
  expect(code).toMatch(/^model-(damaged|mismatch)$/);
  expect(megabytes).toBeLessThan(mostMemory);
});

test('the good file beside them is read', async () => {
  expect(await read(good)).toMatchObject({ code: 'good' });
});
