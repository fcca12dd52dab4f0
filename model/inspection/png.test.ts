import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { png } from './png';

test('holds the pixels, in chunks whose sums are right', async () => {
  const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 8, 7);
  const file = await png(2, 2, pixels);
  expect(file.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  expect(file.subarray(12, 16).toString('latin1')).toBe('IHDR');
  expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([2, 2]);
  const length = file.readUInt32BE(33);
  expect(file.subarray(37, 41).toString('latin1')).toBe('IDAT');
  const rows = inflateSync(file.subarray(41, 41 + length));
  expect([...rows]).toEqual([0, ...pixels.subarray(0, 6), 0, ...pixels.subarray(6)]);
  // The sum of the last chunk, which is the same in every PNG.
  expect(file.subarray(-4).toString('hex')).toBe('ae426082');
});
