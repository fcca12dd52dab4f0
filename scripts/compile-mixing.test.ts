import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compiledFile, compileMixing } from './compile-mixing';

test('the committed WebAssembly is what the sources compile to', async () => {
  expect(await readFile(compiledFile, 'utf8')).toBe(await compileMixing());
}, 120_000);
