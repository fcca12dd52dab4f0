import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkspaceFile } from '@house-style/protocol/corpus-file';
import { describe, expect, it, test } from 'vitest';
import { bodyOf, loadCorpus } from './corpus';
import { gather, type GatherOptions } from './gather';
import { isHeldOut } from './split';
import { someCode, writeFolder } from './testing/write-folder';

async function gathered(folder: string, options: GatherOptions = {}) {
  const parts: Partial<Record<'first' | 'whole', WorkspaceFile[]>> = {};
  const report = await gather(folder, options, async (part, files) => {
    const list: WorkspaceFile[] = [];
    for await (const file of files) list.push(file);
    if (parts[part] !== undefined) expect.unreachable(`There are two parts that are ${part}.`);
    parts[part] = list;
  });
  const paths = parts.whole?.map((file) => file.path) ?? [];
  return { ...parts, paths, report };
}

const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`src/f${index}.ts`, someCode(index)]));
const mixed = {
  ...files,
  'src/copy.ts': `// A copy.\n${someCode(1)}`,
  'src/empty.ts': '',
  'src/made.ts': '// @generated\nlet made;\n',
  'src/odd.bin.ts': Buffer.from([1, 0, 2]),
  'src/login.ts': `${someCode(60)}const password = '${['q7Zp2LxV9tKc', '4RmW8sYb3NdF'].join('')}';\n${someCode(61)}`,
  '.gitignore': 'ignored/\n',
  'ignored/a.ts': someCode(99),
};

test('takes what trainings take, with the same files held out', async () => {
  const folder = await writeFolder(mixed);
  const corpus = await loadCorpus(folder);
  const { whole = [], paths, report } = await gathered(folder);
  for (const [side, isOut] of [
    [corpus.training, false],
    [corpus.heldOut, true],
  ] as const) {
    const expected = side.map((file) => [file.path, bodyOf(file, corpus.vocabulary)]);
    expect(whole.filter(({ heldOut }) => heldOut === isOut).map((file) => [file.path, file.text])).toEqual(expected);
  }
  expect(paths).toContain('src/f0.ts');
  const { leftOut, notices, characters, heldOutCharacters } = corpus;
  expect(report).toMatchObject({
    leftOut,
    notices,
    training: { characters },
    heldOut: { characters: heldOutCharacters },
  });
});

test('where everything would be held out, nothing is', async () => {
  const names = Object.keys(files).filter(isHeldOut);
  const folder = await writeFolder(Object.fromEntries(names.map((name) => [name, files[name] ?? ''])));
  const { whole = [], report } = await gathered(folder);
  expect(whole.map(({ heldOut }) => heldOut)).toEqual(names.map(() => false));
  expect(report.notices).toHaveLength(1);
});

test('where chance holds out nothing of a few files, the same one is held out as in a training', async () => {
  const names = Array.from({ length: 99 }, (_, index) => `src/g${index}.ts`).filter((name) => !isHeldOut(name));
  const folder = await writeFolder(Object.fromEntries(names.slice(0, 6).map((name, at) => [name, someCode(at)])));
  const { whole = [], report } = await gathered(folder);
  const heldOut = whole.filter((file) => file.heldOut).map(({ path }) => path);
  expect(heldOut).toHaveLength(1);
  expect((await loadCorpus(folder)).heldOut.map(({ path }) => path)).toEqual(heldOut);
  expect(report.notices).toEqual([]);
});

describe('more than the limit', () => {
  const folders = ['a/near', 'a/beside', 'b', 'c/far/off'];
  const many = Object.fromEntries(
    folders.flatMap((folder, place) =>
      Array.from({ length: 10 }, (_, index) => [`${folder}/f${index}.ts`, someCode(100 * place + index)]),
    ),
  );
  const size = Object.values(many).join('').length;

  test('is gathered nearest first, and no more than that', async () => {
    const folder = await writeFolder(many);
    const limit = size / 2;
    const { whole = [], paths, report } = await gathered(folder, { limit, near: ['a/near/new.ts'] });
    expect(new Set(paths.slice(0, 10).map((name) => path.dirname(name)))).toEqual(new Set(['a/near']));
    expect(new Set(paths.map((name) => path.dirname(name)))).toEqual(new Set(['a/near', 'a/beside']));
    expect(whole.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(limit);
    expect(report.leftOut).toEqual({ beyond: 40 - paths.length });
  });

  test('stays what was chosen as long as the nearest have room beside it', async () => {
    const folder = await writeFolder(many);
    const verdicts = { file: path.join(folder, '.git/verdicts'), rules: '1' };
    await mkdir(path.dirname(verdicts.file));
    const limit = size / 2;
    const before = await gathered(folder, { limit, near: ['a/near/new.ts'], verdicts });
    const after = await gathered(folder, { limit, near: ['c/far/off/new.ts'], verdicts });
    expect(after.paths).toEqual(expect.arrayContaining(before.paths));
    expect(after.paths.some((name) => name.startsWith('c/far/off/'))).toBe(true);
    expect(after.whole?.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(limit);
  });
});

describe('a first part', () => {
  const folders = ['a', 'z/y'].flatMap((folder) => Array.from({ length: 8 }, (_, index) => `${folder}/f${index}.ts`));
  const code = Object.fromEntries(folders.map((name, index) => [name, someCode(index)]));
  const near = ['z/y/new.ts'];

  test('is of what is near, and given once', async () => {
    const folder = await writeFolder(code);
    const nearest = ['z/y/f0.ts', 'z/y/f1.ts', 'z/y/f2.ts'];
    const characters = nearest.map((name) => code[name] ?? '').join('').length;
    const { first, paths } = await gathered(folder, { firstPart: { characters, milliseconds: Infinity }, near });
    expect(first?.map((file) => file.path)).toEqual(nearest);
    expect(paths).toHaveLength(16);
  });

  test('is whatever was found when its time is over, and given once', async () => {
    const folder = await writeFolder(code);
    const { first, paths } = await gathered(folder, { firstPart: { characters: Infinity, milliseconds: 0 }, near });
    expect(first?.map((file) => file.path)).toEqual(['z/y/f0.ts']);
    expect(paths).toHaveLength(16);
  });

  test('is not given where all was found before', async () => {
    const { first } = await gathered(await writeFolder(code), {
      firstPart: { characters: Infinity, milliseconds: Infinity },
    });
    expect(first).toBeUndefined();
  });
});

describe('the second time', () => {
  /** As long after the files were written as their times can be trusted. */
  const began = (): number => Date.now() + 10_000;

  async function twice(change: (folder: string, verdicts: string) => Promise<unknown>, rules = '1') {
    const folder = await writeFolder(mixed);
    const file = path.join(await writeFolder({}), 'verdicts');
    await gathered(folder, { verdicts: { file, rules: '1', began: began() } });
    await change(folder, file);
    const again = await gathered(folder, { verdicts: { file, rules, began: began() } });
    return { again, fresh: await gathered(folder) };
  }

  it.each<[string, (folder: string) => Promise<unknown>]>([
    ['nothing changed', () => Promise.resolve()],
    ['a file changed', (folder) => writeFile(path.join(folder, 'src/f3.ts'), someCode(500))],
    ['a file was emptied', (folder) => writeFile(path.join(folder, 'src/f3.ts'), '')],
    ['what was generated is written by hand', (folder) => writeFile(path.join(folder, 'src/made.ts'), someCode(501))],
    ['the first of two near-duplicates changed', (folder) => writeFile(path.join(folder, 'src/f1.ts'), someCode(502))],
    [
      'the first of two near-duplicates changed place',
      (folder) => writeFile(path.join(folder, 'src/copy.ts'), someCode(7)),
    ],
    ['the original of a copy went', (folder) => rm(path.join(folder, 'src/copy.ts'))],
    ['a copy came before its original', (folder) => writeFile(path.join(folder, 'a.ts'), someCode(5))],
    ['ignore rules changed', (folder) => writeFile(path.join(folder, '.gitignore'), 'src/f2*\n')],
  ])('is as the first would be where %s', async (_, change) => {
    const { again, fresh } = await twice(change);
    expect(again.whole).toEqual(fresh.whole);
    expect(again.report).toEqual(fresh.report);
  });

  const condemn = async (_: string, file: string): Promise<void> => {
    const text = await readFile(file, 'utf8');
    const condemned = text.replace(/("path":"src\/f4\.ts".*)"clean"/, '$1"minified"');
    expect(condemned).not.toBe(text);
    await writeFile(file, condemned);
  };

  test('believes what was found of files that have not changed', async () => {
    expect((await twice(condemn)).again.paths).not.toContain('src/f4.ts');
  });

  test('believes nothing that was found by other rules', async () => {
    expect((await twice(condemn, '2')).again.paths).toContain('src/f4.ts');
  });

  test('believes nothing that is damaged', async () => {
    const { again, fresh } = await twice((_, file) => writeFile(file, '{"rules":"1"}\n[0]\n'));
    expect(again.whole).toEqual(fresh.whole);
  });

  test('looks again at files that were changed when they were looked at', async () => {
    const folder = await writeFolder(mixed);
    const file = path.join(await writeFolder({}), 'verdicts');
    await gathered(folder, { verdicts: { file, rules: '1', began: Date.now() } });
    expect(await readFile(file, 'utf8')).not.toMatch(/"bytes":[^-]/);
  });
});
