import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compileAssembly, compiledFile, modules } from './compile-assembly';

test.each(modules)(
  'the committed WebAssembly of $folder is what its sources compile to',
  async (compiled) => {
    expect(await readFile(compiledFile(compiled), 'utf8')).toBe(await compileAssembly(compiled));
  },
  120_000,
);
