import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { editorConfigOf, readEditorConfig } from './editor-config';

const text = `# ours
root = true

[*]
indent_style = space
indent_size = 4
End_Of_Line = LF ; for all

[*.{ts,js}]
indent_size=2
[lib/**.py]
indent_style = tab
[/Makefile]
indent_style = tab
`;

function said(file: string): Record<string, string> {
  return Object.fromEntries(readEditorConfig(text, file).values);
}

it('takes the sections that a file matches, the last one first', () => {
  expect(said('deep/in/a.ts')).toEqual({ indent_style: 'space', indent_size: '2', end_of_line: 'lf' });
  expect(said('a.py')['indent_style']).toBe('space');
  expect(said('lib/deep/a.py')['indent_style']).toBe('tab');
  expect(said('Makefile')['indent_style']).toBe('tab');
  expect(said('deep/Makefile')['indent_style']).toBe('space');
  expect(readEditorConfig(text, 'a').root).toBe(true);
  expect(readEditorConfig('[*]\nroot = true', 'a').root).toBe(false);
});

it.each(['', '[', '[]', '=', '[*\n=b\n', '\0'.repeat(100), '[[*]]\na'])('says nothing by %j', (nothing) => {
  expect([...readEditorConfig(nothing, 'a.ts').values]).toEqual([]);
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-editor-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('asks the folders up to the root, and the nearest counts', async () => {
  await mkdir(path.join(folder, 'a/b'), { recursive: true });
  await writeFile(path.join(folder, '.editorconfig'), '[*]\nend_of_line = crlf\nindent_size = 8\n');
  await writeFile(path.join(folder, 'a/.editorconfig'), '[b/*.ts]\nindent_size = 3\n');
  expect(Object.fromEntries(await editorConfigOf(folder, 'a/b/c.ts'))).toEqual({
    end_of_line: 'crlf',
    indent_size: '3',
  });
  await writeFile(path.join(folder, 'a/.editorconfig'), 'root = true\n');
  expect([...(await editorConfigOf(folder, 'a/b/c.ts'))]).toEqual([]);
});
