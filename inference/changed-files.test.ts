import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { someCode } from '@house-style/corpus/testing/write-folder';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

const galaxies = 'export function countGalaxies(): void {}\n';

/** A folder with two files, whose code is known. */
async function folderOfCode(): Promise<{ folder: string; known: KnownWorkspace }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'changed-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const texts = { 'a.ts': `${someCode(1)}${galaxies.repeat(4)}`, 'b.ts': someCode(2) };
  for (const [name, text] of Object.entries(texts)) await writeFile(path.join(folder, name), text);
  const files = Object.entries(texts).map(([name, text], index) => ({ path: name, text, heldOut: index === 1 }));
  return { folder, known: await knownWorkspace(files, { code: [{ folder, exclude: [] }] }) };
}

function said(outcome: CompletionOutcome): string {
  return outcome.kind === 'shown' ? outcome.candidates.map(({ text }) => text).join('\n') : '';
}

async function offeredAfter(known: KnownWorkspace, text: string): Promise<string> {
  return said(await known.offered({ path: 'c.ts', text }, text.length));
}

test('a file that was made outside is known', async () => {
  const { folder, known } = await folderOfCode();
  const file = path.join(folder, 'new.ts');
  await writeFile(file, 'export function frobnicateNebula(): void {}\n'.repeat(4));
  expect(await offeredAfter(known, 'export function frobn')).not.toContain('icateNebula');
  known.server.handle({ kind: 'changed', paths: [file] });
  await expect.poll(() => offeredAfter(known, 'export function frobn'), { timeout: 20_000 }).toContain('icateNebula');
});

test('of a file that was changed, what is new is known and what is gone is not offered', async () => {
  const { folder, known } = await folderOfCode();
  const file = path.join(folder, 'a.ts');
  expect(await offeredAfter(known, 'export function count')).toContain('Galaxies');
  await writeFile(file, `${someCode(1)}${'export function obfuscateComets(): void {}\n'.repeat(4)}`);
  known.server.handle({ kind: 'changed', paths: [file] });
  await expect.poll(() => offeredAfter(known, 'export function obfus'), { timeout: 20_000 }).toContain('cateComets');
  expect(await offeredAfter(known, 'export function count')).not.toContain('Galaxies');
});

test('what the rules leave out is not learned, and what they now leave out is gathered anew', async () => {
  const { folder, known } = await folderOfCode();
  await writeFile(path.join(folder, '.env'), 'FROBNICATION_PASSWORD=abc\n'.repeat(3));
  await writeFile(path.join(folder, 'new.ts'), 'export function frobnicateNebula(): void {}\n'.repeat(4));
  known.server.handle({ kind: 'changed', paths: ['.env', 'new.ts'].map((name) => path.join(folder, name)) });
  await expect.poll(() => offeredAfter(known, 'export function frobn'), { timeout: 20_000 }).toContain('icateNebula');
  expect(await offeredAfter(known, 'FROBNI')).not.toContain('CATION');

  await writeFile(path.join(folder, '.gitignore'), 'a.ts\n');
  known.server.handle({ kind: 'changed', paths: [path.join(folder, 'a.ts')] });
  await known.answer('outdated', () => true);
});

test('of very many changes all is gathered anew', async () => {
  const { folder, known } = await folderOfCode();
  const paths = Array.from({ length: 3000 }, (_, index) => path.join(folder, `${index}.ts`));
  known.server.handle({ kind: 'changed', paths });
  await known.answer('outdated', () => true);
});

test('in a folder of the workspace within another one, its own rules hold', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'changed-files-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const inner = path.join(folder, 'inner');
  await mkdir(inner);
  const code = [
    { folder, exclude: [], name: 'outer' },
    { folder: inner, exclude: ['**/hidden.ts'], name: 'inner' },
  ];
  const files = [1, 2].map((seed) => ({ path: `outer//${seed}.ts`, text: someCode(seed), heldOut: seed === 2 }));
  const known = await knownWorkspace(files, { code });
  await writeFile(path.join(inner, 'hidden.ts'), 'export function obfuscateComets(): void {}\n'.repeat(4));
  await writeFile(path.join(inner, 'new.ts'), 'export function frobnicateNebula(): void {}\n'.repeat(4));
  known.server.handle({ kind: 'changed', paths: ['hidden.ts', 'new.ts'].map((name) => path.join(inner, name)) });
  await expect.poll(() => offeredAfter(known, 'export function frobn'), { timeout: 20_000 }).toContain('icateNebula');
  expect(await offeredAfter(known, 'export function obfus')).not.toContain('cateComets');
});
