import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CodeFolder } from '@house-style/protocol/code-folder';
import type { WorkspaceFile } from '@house-style/protocol/corpus-file';
import { bodyOf, bodyStart, loadCorpus } from './corpus';
import { gather, type GatherOptions } from './gather';
import { isHeldOut } from './split';
import { someCode, writeFolder } from './testing/write-folder';

async function gathered(folders: readonly CodeFolder[], options: GatherOptions = {}) {
  const whole: WorkspaceFile[] = [];
  const report = await gather(folders, options, async (_, files) => {
    whole.length = 0;
    for await (const file of files) whole.push(file);
  });
  return { whole, report };
}

const names = Array.from({ length: 30 }, (_, index) => `src/f${index}.ts`);

/** Two folders where files are called alike. */
async function twoFolders(called: readonly [string, string] = ['server', 'client']): Promise<CodeFolder[]> {
  const filesFrom = (first: number): Record<string, string> =>
    Object.fromEntries(names.map((name, index) => [name, someCode(first + index)]));
  const folders = [
    await writeFolder({ ...filesFrom(0), 'hidden/a.ts': someCode(500), '.gitignore': 'src/f3.ts\n' }),
    await writeFolder({ ...filesFrom(100), 'hidden/a.ts': someCode(501), 'node_modules/a.ts': someCode(502) }),
  ];
  return folders.map((folder, index) => ({ folder, exclude: index === 0 ? ['hidden'] : [], name: called[index]! }));
}

test('files of several folders are gathered by the rules of each, and told apart', async () => {
  const folders = await twoFolders();
  const { whole } = await gathered(folders);
  const paths = whole.map((file) => file.path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths).toEqual(expect.arrayContaining(['server//src/f0.ts', 'client//src/f0.ts', 'client//hidden/a.ts']));
  expect(paths).not.toContain('server//hidden/a.ts');
  expect(paths).not.toContain('client//node_modules/a.ts');
  for (const { folder, exclude, name = '' } of folders) {
    const alone = (await gathered([{ folder, exclude }])).whole;
    const here = whole.filter((file) => file.path.startsWith(`${name}//`));
    expect(here.map(({ path: of, text, heldOut }) => [of.slice(name.length + 2), text, heldOut])).toEqual(
      alone.map(({ path: of, text, heldOut }) => [of, text, heldOut]),
    );
  }
});

test('a training on several folders takes what gathering takes, and is told files by their paths in the folders', async () => {
  const folders = await twoFolders();
  const { whole } = await gathered(folders);
  const corpus = await loadCorpus(folders);
  for (const [side, isOut] of [
    [corpus.training, false],
    [corpus.heldOut, true],
  ] as const) {
    expect(side.map((file) => [file.path, bodyOf(file, corpus.vocabulary)])).toEqual(
      whole.filter(({ heldOut }) => heldOut === isOut).map((file) => [file.path, file.text]),
    );
  }
  const file = corpus.training.find((one) => one.path === 'server//src/f0.ts')!;
  const header = file.tokens.subarray(0, bodyStart(file, corpus.vocabulary));
  expect(corpus.vocabulary.decode(header)).toBe('src/f0.ts');
});

test('what is learned, in which order and what is held out is the same whatever folders are called', async () => {
  const folders = await twoFolders();
  const renamed = folders.map((folder, index) => ({ ...folder, name: index === 0 ? 'a b' : 'Ω' }));
  const content = ({ whole }: { whole: readonly WorkspaceFile[] }) =>
    whole.map(({ path: of, text, heldOut }) => [of.slice(of.indexOf('//')), text, heldOut]);
  expect(content(await gathered(renamed))).toEqual(content(await gathered(folders)));
  const [one, other] = [await loadCorpus(folders), await loadCorpus(renamed)];
  for (const part of ['training', 'heldOut'] as const) {
    expect(other[part].map(({ tokens }) => tokens)).toEqual(one[part].map(({ tokens }) => tokens));
  }
  expect(isHeldOut('server//src/f0.ts')).toBe(isHeldOut('src/f0.ts'));
});

test('a folder within another one is gathered as itself, once', async () => {
  const outer = await writeFolder({ 'a.ts': someCode(1), 'inner/b.ts': someCode(2) });
  const folders = [
    { folder: outer, exclude: [], name: 'outer' },
    { folder: path.join(outer, 'inner'), exclude: [], name: 'inner' },
  ];
  expect((await gathered(folders)).whole.map((file) => file.path).sort()).toEqual(['inner//b.ts', 'outer//a.ts']);
});

test('a folder of several that is not there is told and passed over; a training refuses it', async () => {
  const folders = await twoFolders();
  await rm(folders[0]!.folder, { recursive: true });
  const { whole, report } = await gathered(folders);
  expect(whole.length).toBeGreaterThan(20);
  expect(report.notices).toContain(`There is no folder ${folders[0]!.folder}: check the path.`);
  await expect(loadCorpus(folders)).rejects.toMatchObject({ code: 'folder-not-found' });
  await expect(gathered(folders.slice(0, 1))).rejects.toMatchObject({ code: 'folder-not-found' });
});

test('of more than is learned, what is near comes first, in whichever folder it is', async () => {
  const folders = await twoFolders();
  const { whole } = await gathered(folders, { near: ['client//src/f7.ts'], limit: 20_000 });
  expect(whole.length).toBeGreaterThan(5);
  expect(whole.filter((file) => file.path.startsWith('server//src/'))).toEqual([]);
});

test('what was found out about files of the same path in two folders is kept apart', async () => {
  const folders = await twoFolders();
  const kept = path.join(await writeFolder({}), 'verdicts');
  const options = { verdicts: { file: kept, rules: '1', began: Date.now() + 10_000 } };
  const first = await gathered(folders, options);
  expect((await gathered(folders, options)).whole).toEqual(first.whole);
});
