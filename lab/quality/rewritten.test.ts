import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { rewrittenCopy } from './rewritten';

const gyp = path.resolve(import.meta.dirname, '../../node_modules/node-gyp/gyp/pylib');

async function bodiesIn(folder: string): Promise<Readonly<Record<string, string>>> {
  const { training, heldOut, vocabulary } = await loadCorpus(folder);
  return Object.fromEntries([...training, ...heldOut].map((file) => [file.path, bodyOf(file, vocabulary)]));
}

it.each([
  ['crlf', 'all'],
  ['crlf', 'heldOut'],
  ['tabs', 'heldOut'],
] as const)('a copy with %s in %s files is read as the original', async (writing, part) => {
  const copy = await rewrittenCopy(gyp, writing, part);
  try {
    const names = (await readdir(gyp, { recursive: true })).filter((name) => name.endsWith('.py'));
    const changed = await Promise.all(
      names.map(async (name) => {
        const [text, other] = [
          await readFile(path.join(gyp, name), 'utf8'),
          await readFile(path.join(copy, name), 'utf8'),
        ];
        return text !== other;
      }),
    );
    const count = changed.filter(Boolean).length;
    // One of them is empty.
    if (part === 'all') expect(count).toBe(names.length - 1);
    else expect(count > 0 && count < names.length / 2).toBe(true);
    expect(await bodiesIn(copy)).toEqual(await bodiesIn(gyp));
  } finally {
    await rm(copy, { recursive: true });
  }
});
