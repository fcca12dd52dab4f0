import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { corpusLine, readCorpusFile, type WorkspaceFile } from './corpus-file';

async function written(content: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-corpus-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'corpus.jsonl');
  await writeFile(file, content);
  return file;
}

const file = (name: string, text: string, heldOut = false): WorkspaceFile => ({
  path: name,
  text,
  heldOut,
  modified: 1,
});

test('reads what was written, whatever its characters and size, what is trained on first', async () => {
  const files = [
    file('a.ts', `one\u2028two\r\n日本 😀 "quoted"\n`),
    file('b.ts', '日'.repeat(400_000)),
    file('c.ts', 'x'.repeat(1_500_000)),
    file('0.ts', 'held out', true),
  ];
  const content = [...files].reverse().map(corpusLine).join('');
  expect(await readCorpusFile(await written(content))).toEqual(files);
});

test('reads no more than can be learned', async () => {
  const content = Array.from({ length: 50 }, (_, index) => corpusLine(file(`${index}.ts`, 'x'.repeat(1000)))).join('');
  const read = await readCorpusFile(await written(content), 10_500);
  expect(read).toHaveLength(10);
});

test.each([
  ['cut short', corpusLine(file('a.ts', 'text')).slice(0, -10)],
  ['of another kind', '{"path":"a.ts"}\n'],
  ['one line without end', 'x'.repeat(20 * 2 ** 20)],
])('refuses a file that is %s', async (_, content) => {
  await expect(readCorpusFile(await written(content))).rejects.toMatchObject({ code: 'internal' });
});

test('says that there is no file', async () => {
  await expect(readCorpusFile('/nowhere/corpus.jsonl')).rejects.toMatchObject({ code: 'file-not-found' });
});

test.runIf(process.platform !== 'win32')('does not wait for a pipe, nor for a folder', async () => {
  const file = await written('');
  await expect(readCorpusFile(path.dirname(file))).rejects.toMatchObject({ code: 'internal' });
  await rm(file);
  execFileSync('mkfifo', [file]);
  await expect(readCorpusFile(file)).rejects.toMatchObject({ code: 'internal' });
});
