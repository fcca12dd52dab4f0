import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { textDigest } from '@house-style/protocol/model-sources';
import { goneSources } from './gone-sources';

test('of several folders, each file is looked for in its own, and none of a folder that was taken away is missed', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gone-sources-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const code = ['server', 'client'].map((name) => ({ folder: path.join(folder, name), exclude: [], name }));
  for (const { folder: one } of code) await mkdir(one);
  await writeFile(path.join(folder, 'server', 'main.ts'), 'server');
  await writeFile(path.join(folder, 'server', 'moved.ts'), 'moved');
  const source = (name: string, text: string) => ({ path: name, digest: textDigest(text) });
  const sources = [
    source('server//main.ts', 'server'),
    source('client//main.ts', 'client'),
    source('client//moved.ts', 'moved'),
    source('taken-away//main.ts', 'other'),
  ];
  const files = ['main', 'moved'].map((name) => ({
    ...{ path: `server//${name}.ts`, text: name === 'main' ? 'server' : name },
    ...{ heldOut: false, modified: 0 },
  }));
  expect(await goneSources(sources, files, code)).toEqual(['client//main.ts']);
});
