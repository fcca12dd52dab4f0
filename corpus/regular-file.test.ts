import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readRegularFile } from './regular-file';
import { writeFolder } from './testing/write-folder';

it('reads a file whole, whatever its size', async () => {
  const folder = await writeFolder({ empty: '', small: 'abc', large: 'x'.repeat(300_000) });
  for (const [name, length] of [
    ['empty', 0],
    ['small', 3],
    ['large', 300_000],
  ] as const) {
    expect(readRegularFile(path.join(folder, name)).length).toBe(length);
  }
});

it.runIf(process.platform === 'linux')('reads a file whose size the system does not know, up to the limit', () => {
  expect(readRegularFile('/proc/self/status').toString()).toContain('VmRSS');
  expect(readRegularFile('/proc/self/status', 10)).toBe('too-large');
});

it('says why it does not read', async () => {
  const folder = await writeFolder({ 'a.ts': 'x'.repeat(11) });
  await mkdir(path.join(folder, 'inner'));
  expect(readRegularFile(path.join(folder, 'none'))).toBe('missing');
  expect(readRegularFile(path.join(folder, 'a.ts'), 10)).toBe('too-large');
  expect(readRegularFile(path.join(folder, 'inner'))).toBe('no-file');
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe or a device', async () => {
  const folder = await writeFolder({});
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  expect(readRegularFile(path.join(folder, 'pipe'))).toBe('no-file');
  expect(readRegularFile('/dev/zero')).toBe('no-file');
  await writeFile(path.join(folder, 'after'), 'still here');
  expect(String(readRegularFile(path.join(folder, 'after')))).toBe('still here');
});
