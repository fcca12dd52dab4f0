import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '@house-style/protocol/failure';
import { trainingEvent } from '@house-style/protocol/training-events';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { bodyOf, loadCorpus } from './corpus';
import { report } from './report';
import { isHeldOut } from './split';
import { someCode, withoutPrivileges, writeFolder } from './testing/write-folder';

/** File names, of which some are held out. */
const manyPaths = Array.from({ length: 60 }, (_, index) => `src/file${index}.ts`);
const manyFiles = Object.fromEntries(manyPaths.map((name, index) => [name, someCode(index)]));

async function failure(loading: Promise<unknown>): Promise<Failure> {
  return loading.then(
    () => expect.unreachable('loaded'),
    (thrown: unknown) => (thrown instanceof Failure ? thrown : expect.unreachable(String(thrown))),
  );
}

describe('a folder of code', () => {
  test('is split by path, and every file is path, body and end of file', async () => {
    const corpus = await loadCorpus(await writeFolder(manyFiles));
    expect(corpus.heldOut.map((file) => file.path)).toEqual(manyPaths.filter(isHeldOut).sort());
    expect(corpus.training.map((file) => file.path)).toEqual(manyPaths.filter((name) => !isHeldOut(name)).sort());
    expect(corpus.heldOut.length).toBeGreaterThan(0);
    const { vocabulary } = corpus;
    for (const file of [...corpus.training, ...corpus.heldOut]) {
      const text = manyFiles[file.path]!;
      expect(bodyOf(file, vocabulary)).toBe(text);
      expect(file.characters).toBe(text.length);
      expect(file.tokens[0]).toBe(vocabulary.startOfPath);
      expect(file.tokens.at(-1)).toBe(vocabulary.endOfFile);
      expect(vocabulary.decode(file.tokens.subarray(0, file.tokens.indexOf(vocabulary.startOfBody)))).toBe(file.path);
    }
    expect(corpus.characters + corpus.heldOutCharacters).toBe(Object.values(manyFiles).join('').length);
    expect(corpus.notices).toEqual([]);
  });

  test('reads every text alike, whatever its encoding and line ends', async () => {
    const text = `${someCode(1)}// größe 日本 😀\r\nmixed\rends\n\n`;
    const read = `${someCode(1)}// größe 日本 😀\nmixed\nends\n\n`;
    const corpus = await loadCorpus(
      await writeFolder({
        'src/utf16.ts': iconv.encode(text, 'utf-16le', { addBOM: true }),
        'src/latin1.ts': iconv.encode(`${someCode(2)}// größe\r\n`, 'latin1'),
        'src/mark.ts': `\ufeff${someCode(3)}`,
      }),
    );
    const bodies = new Map([...corpus.training, ...corpus.heldOut].map((file) => [file.path, file]));
    expect(bodyOf(bodies.get('src/utf16.ts')!, corpus.vocabulary)).toBe(read);
    expect(bodies.get('src/utf16.ts')!.characters).toBe(Array.from(read).length);
    expect(bodyOf(bodies.get('src/latin1.ts')!, corpus.vocabulary)).toBe(`${someCode(2)}// größe\n`);
    expect(bodyOf(bodies.get('src/mark.ts')!, corpus.vocabulary)).toBe(someCode(3));
  });

  test('reads all files of a kind in the unit that most of them are indented by', async () => {
    const indented = (index: number, unit: string) =>
      `function a() {\n${someCode(index).replace(/^const/gm, `${unit}const`)}${unit}if (b) {\n${unit}${unit}c();\n${unit}}\n}\n`;
    const files = {
      'src/tabs.ts': indented(1, '\t'),
      'src/wide.ts': indented(2, '    '),
      'src/a.ts': indented(3, '  '),
      'src/b.ts': indented(4, '  '),
      'tool/c.py': indented(5, '    '),
      Makefile: indented(6, '\t'),
    };
    const { training, heldOut, vocabulary, digest } = await loadCorpus(await writeFolder(files));
    const bodies = Object.fromEntries([...training, ...heldOut].map((file) => [file.path, bodyOf(file, vocabulary)]));
    const read = { ...files, 'src/tabs.ts': indented(1, '  '), 'src/wide.ts': indented(2, '  ') };
    expect(read).not.toEqual(files);
    expect(bodies).toEqual(read);
    expect(digest).toBe((await loadCorpus(await writeFolder(read))).digest);
  });

  test.each(['\r\n', '\r'])('is the same corpus with line ends of %j', async (end) => {
    const written = (by: string) =>
      Object.fromEntries(Object.entries(manyFiles).map(([name, text]) => [name, text.replaceAll('\n', by)]));
    const [corpus, other] = [
      await loadCorpus(await writeFolder(manyFiles)),
      await loadCorpus(await writeFolder(written(end))),
    ];
    expect(other).toEqual(corpus);
    expect(other.leftOut).toEqual({});
  });

  test('gives the same corpus again, and another digest when a file changes or moves', async () => {
    const digestOf = async (files: Record<string, string>) => (await loadCorpus(await writeFolder(files))).digest;
    const files = { 'a.ts': someCode(1), 'b.ts': someCode(2) };
    const expected = createHash('sha256');
    for (const [name, text] of Object.entries(files)) expected.update(`${name}\0${text.length}\0${text}`);
    expect(await digestOf(files)).toBe(expected.digest('hex'));
    expect(await digestOf({ ...files, 'b.ts': someCode(3) })).not.toBe(await digestOf(files));
    expect(await digestOf({ 'a.ts': someCode(1), 'c.ts': someCode(2) })).not.toBe(await digestOf(files));
    expect(await digestOf({ ...files, 'image.png': 'x' })).toBe(await digestOf(files));
  });

  test('makes its vocabulary from training text alone', async () => {
    const heldOut = manyPaths.find(isHeldOut)!;
    const training = manyPaths.find((name) => !isHeldOut(name))!;
    const { vocabulary } = await loadCorpus(
      await writeFolder({
        ...manyFiles,
        [heldOut]: `${someCode(100)}// ${'ж'.repeat(50)}\n`,
        [training]: `${someCode(101)}// ${'é'.repeat(50)}\n`,
      }),
    );
    expect(vocabulary.token('é')).toBeDefined();
    expect(vocabulary.token('ж')).toBeUndefined();
  });

  test('is read with the vocabulary and the held-out files of a model that exists', async () => {
    const folder = await writeFolder(manyFiles);
    const vocabulary = new Vocabulary(['a', 'b']);
    const heldOutPaths = manyPaths.slice(0, 5);
    const corpus = await loadCorpus(folder, { vocabulary, heldOutPaths });
    expect(corpus.vocabulary).toBe(vocabulary);
    expect(corpus.heldOut.map((file) => file.path)).toEqual(heldOutPaths.sort());
    expect(bodyOf(corpus.training[0]!, vocabulary)).toBe(manyFiles[corpus.training[0]!.path]);
  });
});

describe('what stays out', () => {
  test('is counted by rule, and secrets are named', async () => {
    const folder = await writeFolder({
      'src/index.ts': someCode(1),
      'src/b.ts': someCode(2),
      'src/zcopy.ts': `// A copy.\n${someCode(1)}`,
      '.gitignore': 'ignored.ts\n',
      'ignored.ts': someCode(4),
      'excluded.ts': someCode(5),
      '.env': 'A=b\n',
      'settings.ini': ['api', '_key = q7Zp2LxV9tKc4RmW8sYb3NdF6hJg1TeQ\n'].join(''),
      'logo.svg': '<svg/>',
      LICENSE: 'Permission is granted',
      'huge.ts': someCode(6, 3000),
      'empty.ts': ' \n',
      'binary.ts': Buffer.from([1, 2, 3, 0]),
      'stubs.ts': '// @generated\nexport {};\n',
      'min.js': 'f();'.repeat(1000),
      'node_modules/x/index.js': someCode(7),
    });
    const corpus = await loadCorpus([{ folder, exclude: ['excluded.ts'] }], { maximumFileBytes: 20_000 });
    expect(corpus.training.map((file) => file.path)).toEqual(['.gitignore', 'src/b.ts', 'src/index.ts']);
    expect(corpus.leftOut).toEqual({
      'near-duplicate': 1,
      ignored: 2,
      secret: 2,
      data: 1,
      licence: 1,
      'too-large': 1,
      empty: 1,
      binary: 1,
      generated: 1,
      minified: 1,
      dependency: 1,
    });
    expect(corpus.secrets).toEqual(['.env', 'settings.ini']);
  });

  test('of a file that is worth learning, a secret is taken out and counted', async () => {
    const secret = 'q7Zp2LxV9tKc4RmW8sYb3NdF6hJg1TeQ';
    const code = (value: string) => [someCode(1), 'const api', `Key = '${value}';\n`, someCode(2)].join('');
    const corpus = await loadCorpus(await writeFolder({ 'src/client.ts': code(secret) }));
    expect(bodyOf(corpus.training[0]!, corpus.vocabulary)).toBe(code(''));
    expect(report(corpus)).toMatchObject({ leftOut: {}, secrets: [], secretsMasked: 1 });
  });

  test('includes files that cannot be read', async () => {
    const folder = await writeFolder({ 'a.ts': someCode(1), 'closed.ts': someCode(2) });
    await chmod(folder, 0o755);
    await chmod(path.join(folder, 'closed.ts'), 0);
    const corpus = await withoutPrivileges(() => loadCorpus(folder));
    expect(corpus.leftOut).toEqual({ unreadable: 1 });
  });

  test.each([true, false])(
    'of near-duplicates, the first path stays and decides on the side: held out %s',
    async (out) => {
      const first = manyPaths.find((name) => isHeldOut(name) === out)!;
      const copy = manyPaths.map((name) => `x/${name}`).find((name) => isHeldOut(name) !== out)!;
      const folder = await writeFolder({ [first]: someCode(1), [copy]: someCode(1), 'y.ts': someCode(2) });
      const corpus = await loadCorpus(folder);
      expect(corpus.training.map((file) => file.path)).toEqual(out ? ['y.ts'] : [first, 'y.ts']);
      expect(corpus.heldOut.map((file) => file.path)).toEqual(out ? [first] : []);
    },
  );
});

test('of more than the limit, the same part is taken each time, from all folders alike', async () => {
  const names = ['a', 'b'].flatMap((part) => Array.from({ length: 30 }, (_, index) => `${part}/file${index}.ts`));
  const all = Object.fromEntries(names.map((name, index) => [name, someCode(index)]));
  const limit = Object.values(all).join('').length / 2;
  const taken = async (): Promise<string[]> => {
    const { training, heldOut, leftOut } = await loadCorpus(await writeFolder(all), { limit });
    const files = [...training, ...heldOut];
    expect(leftOut).toEqual({ beyond: 60 - files.length });
    expect(files.reduce((sum, { characters }) => sum + characters, 0)).toBeLessThanOrEqual(limit);
    return files.map((file) => file.path);
  };
  const paths = await taken();
  expect(paths.length).toBeGreaterThan(25);
  for (const part of ['a/', 'b/']) expect(paths.filter((name) => name.startsWith(part)).length).toBeGreaterThan(8);
  expect(await taken()).toEqual(paths);
});

describe('too little to train on', () => {
  test('an empty folder', async () => {
    const failed = await failure(loadCorpus(await writeFolder({})));
    expect(failed).toMatchObject({ code: 'nothing-to-train-on' });
    expect(failed.message).toMatch(/is empty/);
  });

  test('a folder where everything is left out says what and why', async () => {
    const failed = await failure(loadCorpus(await writeFolder({ 'a.png': 'x', 'b.png': 'x', '.env': 'A=b' })));
    expect(failed.code).toBe('nothing-to-train-on');
    expect(failed.message).toMatch(/1 looking like secrets, 2 data, media and lock files/);
  });

  test('one file of ten characters', async () => {
    const failed = await failure(loadCorpus(await writeFolder({ 'a.ts': 'let x = 1;' })));
    expect(failed.code).toBe('corpus-too-small');
    expect(failed.message).toMatch(/10 characters.*at least 1000/);
  });

  test('is no failure when nothing is trained', async () => {
    const folder = await writeFolder({ 'a.ts': 'let x = 1;' });
    const corpus = await loadCorpus(folder, { minimumCharacters: 0, heldOutPaths: ['a.ts'] });
    expect(corpus.heldOutCharacters).toBe(10);
    expect(corpus.training).toEqual([]);
  });

  test('a folder that is gone', async () => {
    const folder = await writeFolder({});
    await rm(folder, { recursive: true });
    expect((await failure(loadCorpus(folder))).code).toBe('folder-not-found');
  });
});

test('where nothing is held out by chance, a notice says so', async () => {
  const names = manyPaths.filter((name) => !isHeldOut(name)).slice(0, 2);
  const corpus = await loadCorpus(
    await writeFolder(Object.fromEntries(names.map((name, index) => [name, someCode(index)]))),
  );
  expect(corpus.heldOut).toEqual([]);
  expect(corpus.notices).toHaveLength(1);
});

test('where everything would be held out, all is trained on', async () => {
  const name = manyPaths.find(isHeldOut)!;
  const corpus = await loadCorpus(await writeFolder({ [name]: someCode(1) }));
  expect(corpus.training.map((file) => file.path)).toEqual([name]);
  expect(corpus.notices).toHaveLength(1);
});

test('stops when asked to', async () => {
  const loading = loadCorpus(await writeFolder(manyFiles), {}, AbortSignal.abort());
  expect((await failure(loading)).code).toBe('interrupted');
});

test('the rxjs sources go in whole, but for one near-duplicate', async () => {
  const folder = path.resolve(import.meta.dirname, '../node_modules/rxjs/src');
  const corpus = await loadCorpus(folder);
  const event = report(corpus);
  expect(trainingEvent.parse(event)).toEqual(event);
  // 260 files: 251 TypeScript, 8 JSON, 1 JavaScript. AsapScheduler.ts repeats AnimationFrameScheduler.ts.
  expect(event).toMatchObject({ files: 233, heldOutFiles: 26, leftOut: { 'near-duplicate': 1 }, secrets: [] });
  expect(event.characters + event.heldOutCharacters).toBe(814_821);
  // Nothing but ASCII is frequent enough there.
  expect(corpus.vocabulary.characters.every((character) => character < '\u007f')).toBe(true);
});

describe('a single text', () => {
  const text = someCode(7, 100);

  test('is trained on but for its end, which is held out under the same path', async () => {
    const folder = await writeFolder({ 'a text.txt': text });
    const corpus = await loadCorpus(path.join(folder, 'a text.txt'), { split: 'tail' });
    const [training, heldOut] = [corpus.training, corpus.heldOut].map((files) => files.map((file) => file.path));
    expect([training, heldOut]).toEqual([['a text.txt'], ['a text.txt']]);
    expect(corpus.characters).toBe(Math.floor(0.9 * text.length));
    const bodies = [...corpus.training, ...corpus.heldOut].map((file) => bodyOf(file, corpus.vocabulary));
    expect(bodies.join('')).toBe(text);
  });

  test('is refused where whole files are held out', async () => {
    const folder = await writeFolder({ 'a text.txt': text });
    expect((await failure(loadCorpus(path.join(folder, 'a text.txt')))).message).toMatch(/--split tail/);
  });

  test('is read in lower case where that is asked for', async () => {
    const folder = await writeFolder({ 'a text.txt': text.toUpperCase() });
    const corpus = await loadCorpus(folder, { split: 'tail', lowerCase: true });
    expect(bodyOf(corpus.training[0]!, corpus.vocabulary)).toBe(text.toLowerCase().slice(0, corpus.characters));
  });
});
