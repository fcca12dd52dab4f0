import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Failure, failureCodes } from '@house-style/protocol/failure';
import { exitStatus } from './exit-status';

test('the page on errors lists every code with its status, and no other', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/errors.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d+)/gm)].map(([, code, status]) => [code, Number(status)]);
  expect(rows).toEqual(failureCodes.map((code) => [code, exitStatus(new Failure(code, 'x'))]));
});

test('the signal that stopped a command decides its status, and only then', () => {
  const stopped = new Failure('interrupted', 'x');
  expect(exitStatus(stopped, 'SIGINT')).toBe(130);
  expect(exitStatus(stopped, 'SIGTERM')).toBe(143);
  expect(exitStatus(stopped, 'SIGHUP')).toBe(129);
  expect(exitStatus(new Failure('disk-full', 'x'), 'SIGTERM')).toBe(4);
});
