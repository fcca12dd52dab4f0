import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writtenStyle } from './written-style';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-written-'));
  const code = (unit: string, end: string): string =>
    `if (a) {\n${unit}if (b) {\n${unit}${unit}c();\n${unit}}\n}\n`.repeat(3).replaceAll('\n', end);
  await writeFile(path.join(folder, 'a.ts'), code('\t', '\r\n'));
  await writeFile(path.join(folder, 'b.ts'), code('   ', '\n'));
  await writeFile(path.join(folder, 'c.ts'), code('\t', '\r\n'));
});
afterEach(() => rm(folder, { recursive: true }));

it('is as most of the files are', async () => {
  expect(await writtenStyle(folder, 'new.ts', ['b.ts', 'a.ts', 'c.ts'])).toEqual({ unit: '\t', lineEnd: '\r\n' });
  expect(await writtenStyle(folder, 'new.ts', ['b.ts'])).toEqual({ unit: '   ', lineEnd: '\n' });
  expect(await writtenStyle(folder, 'new.ts', ['gone.ts'])).toEqual({ lineEnd: '\n' });
  expect(await writtenStyle(folder, 'Makefile', ['b.ts'])).toEqual({ lineEnd: '\n' });
});

it('is as .editorconfig asks', async () => {
  await writeFile(
    path.join(folder, '.editorconfig'),
    '[*.ts]\nindent_style = space\nindent_size = 2\nend_of_line = lf\n',
  );
  expect(await writtenStyle(folder, 'new.ts', ['a.ts', 'c.ts'])).toEqual({ unit: '  ', lineEnd: '\n' });
  await writeFile(path.join(folder, '.editorconfig'), '[*.ts]\nindent_style = space\nindent_size = 1e9\n');
  expect(await writtenStyle(folder, 'new.ts', ['a.ts', 'c.ts'])).toEqual({ unit: '\t', lineEnd: '\r\n' });
});
