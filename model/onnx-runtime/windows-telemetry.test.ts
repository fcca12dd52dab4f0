import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMarkedWithoutTelemetry, removeTelemetryIn, withoutTelemetry } from './windows-telemetry';

// The package carries every platform's libraries on all platforms.
const entry = createRequire(import.meta.url).resolve('onnxruntime-node');
const natives = path.join(path.dirname(entry), '../bin/napi-v6/win32');
const group = Buffer.from('1a73504fcf898247b3e0dce8c90476ba', 'hex');
const onnxRuntimesProvider = Buffer.from('ffb1263a84748474748415261f42614d', 'hex');

describe.each(['x64', 'arm64'])("ONNX Runtime's libraries for Windows on %s", (architecture) => {
  const shipped = path.join(natives, architecture);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-windows-'));
    await cp(shipped, folder, { recursive: true, filter: (name) => !name.endsWith('telemetry-removed.txt') });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are all out of the telemetry group once that was taken out of them, and marked', async () => {
    expect(isMarkedWithoutTelemetry(folder)).toBe(false);
    await removeTelemetryIn(folder);
    expect(isMarkedWithoutTelemetry(folder)).toBe(true);
    const names = await readdir(folder);
    expect(names).toEqual(expect.arrayContaining(['onnxruntime.dll', 'onnxruntime_binding.node']));
    for (const name of names) {
      const library = await readFile(path.join(folder, name));
      expect([name, library.includes(group), library.includes(onnxRuntimesProvider)]).toEqual([name, false, false]);
    }
  });

  it('keep all other bytes, up to the signature', async () => {
    const before = await readFile(path.join(shipped, 'onnxruntime.dll'));
    const after = withoutTelemetry(before);
    // On Windows the build has done it where the package is installed.
    if (process.platform === 'win32' && after === before) return;
    expect(before.includes(group)).toBe(true);
    const differing = after.reduce((count, byte, index) => count + (byte === before[index] ? 0 : 1), 0);
    // Two identifiers of 16 bytes, the checksum of 4, and where the signature stood and how long it was, 8.
    expect(differing).toBeGreaterThan(20);
    expect(differing).toBeLessThanOrEqual(44);
    const header = after.readUInt32LE(0x3c);
    expect(after.readBigUInt64LE(header + 24 + 144)).toBe(0n);
    expect(after.length).toBe(before.readUInt32LE(header + 24 + 144));
    expect(withoutTelemetry(after)).toBe(after);
  });
});

it('does not touch what it does not understand', () => {
  const stray = Buffer.concat([Buffer.alloc(4096), group, Buffer.alloc(4096)]);
  expect(() => withoutTelemetry(stray)).toThrow('no provider describes itself');
});
