/** The process as the extension sees it: forked, told and asked over the channel. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { writeModelFile } from '@house-style/model/model-file/model-file';
import {
  asciiVocabulary,
  chainModel,
  fixedContextChainModel,
  metadataFor,
  networkOf,
  randomParameters,
} from '@house-style/model/testing/random-model';
import type { Knowledge, Origin, Request, RequestOf, Response } from '@house-style/protocol/inference-messages';

// Where the bundle finds the runtime that it leaves out, as it does when it is shipped.
const script = path.resolve(import.meta.dirname, '../node_modules/.cache/inference-process-test/main.cjs');
let folder: string;
let process_: ChildProcess;
let received: Response[];

beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-'));
  for (const chain of ['qwerty', 'qazwsx']) {
    const { metadata, parameters } = chainModel(chain);
    await writeModelFile(model(chain), metadata, parameters);
  }
  for (const cell of ['sum', 'concatenation'] as const) {
    const { metadata, parameters } = fixedContextChainModel('qwerty', cell, 3);
    await writeModelFile(model(cell), metadata, parameters);
  }
  const large = networkOf({ hidden: [512], embedding: 64 });
  const parameters = randomParameters(large);
  // It never ends a file by itself, so that a test can.
  parameters.get('output.bias')!.data[asciiVocabulary.endOfFile] = -100;
  await writeModelFile(model('large'), metadataFor(large), parameters);
  await writeFile(model('damaged'), 'no model');
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  received = [];
  process_ = fork(script, [], { execArgv: [], serialization: 'advanced', silent: true });
  process_.on('message', (message) => received.push(message as Response));
  await answer('ready');
});
afterEach(async () => {
  if (process_.exitCode !== null || process_.signalCode !== null) return;
  process_.kill('SIGKILL');
  await once(process_, 'exit');
});

function model(name: string): string {
  return path.join(folder, `${name}.onnx`);
}

function tell(...requests: Request[]): void {
  for (const request of requests) process_.send(request);
}

/** The first answer of this kind, to this request. */
async function answer<Kind extends Response['kind']>(
  kind: Kind,
  id?: number,
): Promise<Extract<Response, { kind: Kind }>> {
  for (;;) {
    const found = received.find(
      (response) => response.kind === kind && (id === undefined || ('id' in response && response.id === id)),
    );
    if (found) return found as Extract<Response, { kind: Kind }>;
    await once(process_, 'message');
  }
}

const open = (text: string): Request => ({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text });
const complete = (id: number, offset: number, version = 1, trigger: 'automatic' | 'invoke' = 'automatic'): Request => ({
  kind: 'complete',
  id,
  document: 'd',
  version,
  offset,
  trigger,
  // What the models here have learned is short.
  preferences: { acceptance: 0.6, multiLine: true, frequency: 'eager' },
});
const load = (id: number, name: string, device?: DeviceKind | 'auto', adapt?: boolean): Request => ({
  kind: 'load',
  id,
  modelPath: model(name),
  ...(device && { device }),
  ...(adapt !== undefined && { adapt }),
});

async function outcome(id: number): Promise<unknown> {
  const { outcome } = await answer('completed', id);
  return outcome.kind === 'shown' ? outcome.candidates.map(({ text }) => text) : outcome;
}

/** Tells the process of a workspace of a few files that are much alike. */
async function tellWorkspace(further: Partial<RequestOf<'workspace'>> = {}, comment = ''): Promise<void> {
  const corpusPath = path.join(folder, 'corpus.jsonl');
  const names = ['add', 'sum', 'multiply', 'divide', 'negate'];
  const text = (name: string): string =>
    `${comment}export function ${name}(left: number): number {\n  return left;\n}\n`;
  await writeFile(
    corpusPath,
    names
      .map((name) =>
        corpusLine({ path: `${name}.ts`, text: text(name).repeat(4), heldOut: name === 'sum', modified: 0 }),
      )
      .join(''),
  );
  tell({ kind: 'workspace', corpusPath, tablesPath: path.join(folder, 'tables'), ...further });
}

async function knows(source: Knowledge['source']): Promise<void> {
  const last = (): Knowledge | undefined =>
    received.flatMap((response) => (response.kind === 'knows' ? [response.knowledge] : [])).at(-1);
  while (last()?.source !== source) await once(process_, 'message');
}

function logged(pattern: RegExp): string[] {
  return received.flatMap((response) =>
    response.kind === 'log' && pattern.test(response.message) ? [response.message] : [],
  );
}

describe('the inference process', () => {
  test('suggests from a first part of the workspace, and learns the whole alone', async () => {
    await tellWorkspace({ partial: true });
    await knows('index');
    // Far longer than learning so little takes.
    const place = { path: 'a.ts', line: 1, column: 1 };
    for (let id = 1; id <= 300; id++) {
      tell({ kind: 'where', id, suggested: { text: 'return', before: '', place } });
      await answer('seen', id);
    }
    expect(logged(/^Knows the code/)).toEqual([]);
    await tellWorkspace();
    await knows('contexts');
    expect(logged(/^Indexed 5 files/)).toHaveLength(2);
    expect(logged(/^Knows the code/)).toHaveLength(1);
  });

  test('tells where a suggestion was seen: in files, in documents as they now are, and not in what was deleted', async () => {
    await tellWorkspace();
    const before = 'export function halve(left: ';
    const where = (id: number): Request => ({
      kind: 'where',
      id,
      suggested: { text: 'number): number {', before, place: { path: 'a.ts', line: 1, column: before.length + 1 } },
    });
    tell(open(`${before}number): number {`), where(1));
    const { seen } = await answer('seen', 1);
    expect(seen.text).toBe('number): number {');
    // Those whose name ends as this one's does.
    expect(new Set(seen.places.map(({ path }) => path))).toEqual(new Set(['divide.ts', 'negate.ts']));
    expect(seen.count).toBe(8);
    expect(seen.places).toContainEqual({
      path: 'divide.ts',
      line: 4,
      column: 'export function divide(left: '.length + 1,
    });
    tell(
      ...['add', 'sum', 'multiply', 'divide', 'negate'].map((name): Request => ({
        kind: 'open',
        document: name,
        version: 1,
        path: `${name}.ts`,
        text: '',
      })),
      { kind: 'edit', document: 'add', version: 2, edits: [{ offset: 0, deleted: 0, inserted: `\n${before}number` }] },
      { kind: 'close', document: 'add' },
      where(2),
    );
    expect((await answer('seen', 2)).seen).toEqual({
      text: 'number',
      count: 1,
      places: [{ path: 'add.ts', line: 2, column: before.length + 1 }],
    });
  });

  test('suggests from the code alone, from an index first, and blends it with a model that comes', async () => {
    await tellWorkspace();
    const prefix = 'export function halve(left: num';
    tell(open(prefix));
    await knows('index');
    tell(complete(1, prefix.length));
    expect(await outcome(1)).toEqual([expect.stringMatching(/^ber\)/)]);
    await knows('contexts');
    tell(complete(2, prefix.length));
    expect(await outcome(2)).toEqual([expect.stringMatching(/^ber\)/)]);
    tell(load(3, 'qwerty'));
    await answer('loaded', 3);
    await knows('blend');
    tell(complete(4, prefix.length));
    expect(await outcome(4)).toEqual([expect.stringMatching(/^ber\)/)]);
  });

  test('leans on a pretrained network until a trained one comes, and generates files with either', async () => {
    await tellWorkspace({ pretrained: { modelPath: model('qwerty'), adapt: true } });
    const written = 'qwertyqwe';
    tell(open(written));
    await knows('contexts');
    const suggested = async (id: number): Promise<unknown> => {
      tell(complete(id, written.length, 1, 'invoke'));
      return outcome(id);
    };
    expect(await suggested(1)).toContain('rty');
    const wish = { path: 'fresh.ts', prompt: '', faithful: 0.8, seed: 1, maximumCharacters: 1000 };
    tell({ kind: 'generate', id: 2, ...wish });
    expect((await answer('generation-ended', 2)).file.follows).toMatch(/\.ts$/);
    tell(load(3, 'qazwsx'));
    await knows('blend');
    expect(await suggested(4)).not.toContain('rty');
  });

  test('does without the pretrained network as soon as it is not wanted, and has it again as soon as it is', async () => {
    const suggested = async (id: number): Promise<unknown> => {
      await knows('contexts');
      tell(open('const a = qwe'), complete(id, 13, 1, 'invoke'));
      return outcome(id);
    };
    await tellWorkspace({ pretrained: { modelPath: model('qwerty'), adapt: true } });
    expect(await suggested(1)).toEqual(expect.arrayContaining([expect.stringMatching(/^rty/)]));
    received = [];
    await tellWorkspace();
    expect(await suggested(2)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^rty/)]));
    received = [];
    await tellWorkspace({ pretrained: { modelPath: model('qwerty'), adapt: true } });
    expect(await suggested(3)).toEqual(expect.arrayContaining([expect.stringMatching(/^rty/)]));
  });

  test('does without a pretrained network that has not read such a script, or cannot be read', async () => {
    await tellWorkspace({ pretrained: { modelPath: model('qwerty'), adapt: true } }, '// 加算する\n');
    await knows('contexts');
    expect(logged(/script that the pretrained network has not read/)).toHaveLength(1);
    await tellWorkspace({ pretrained: { modelPath: model('damaged'), adapt: true } });
    await expect.poll(() => logged(/do without the pretrained network/)).toHaveLength(1);
    await knows('contexts');
  });

  test('learns lines as they are written', async () => {
    await tellWorkspace();
    const written = Array.from({ length: 8 }, (_, index) => `const zebra${index} = 'quagga-0815';\n`).join('');
    const begun = "const zebra8 = 'qua";
    tell(open(written + begun));
    await knows('contexts');
    // What was written is learned when nothing else is to do, which an answer does not wait for. So little code makes no
    // suggestion sure enough to come unasked.
    const suggested = async (id: number): Promise<unknown> => {
      tell(complete(id, (written + begun).length, 1, 'invoke'));
      return await outcome(id);
    };
    let id = 1;
    await expect
      .poll(() => suggested(id++), { timeout: 10_000 })
      .toEqual(expect.arrayContaining([expect.stringMatching(/ga-0815/)]));
  });

  test('adapts the network in idle time, answers in between, and forgets all of it when told', async () => {
    await tellWorkspace();
    tell(load(1, 'large'));
    await knows('blend');
    const lines = 300;
    const written = Array.from({ length: lines }, (_, at) => `const zebra${at} = 'quagga-0815';\n`).join('');
    const begun = `${written}const zebra = 'qua`;
    const invoke = (id: number): Request => complete(id, begun.length, 1, 'invoke');
    tell(open(begun), invoke(2));
    await answer('completed', 2);
    const started = performance.now();
    // Asked for in the midst of learning, some tens of milliseconds each line.
    await new Promise((resolve) => setTimeout(resolve, 100));
    tell(invoke(3));
    const { milliseconds } = await answer('completed', 3);
    expect(logged(/^Learned/)).toEqual([]);
    await expect.poll(() => logged(/^Learned/), { timeout: 60_000 }).toEqual([`Learned ${lines} lines of a.ts.`]);
    expect(milliseconds).toBeLessThan((performance.now() - started) / 4);
    tell(invoke(4));
    expect(await outcome(4)).toEqual(expect.arrayContaining([expect.stringMatching(/^gga-0815/)]));

    received = [];
    tell({ kind: 'reset' });
    await knows('blend');
    tell(invoke(5));
    expect(JSON.stringify(await outcome(5))).not.toContain('0815');
    // What stood there when it was told to forget is not learned again; what is written from then on is.
    const edits = [{ offset: begun.length, deleted: 0, inserted: "x';\n" }];
    tell({ kind: 'edit', document: 'd', version: 2, edits }, complete(6, begun.length + 4, 2));
    await answer('completed', 6);
    await expect.poll(() => logged(/^Learned/), { timeout: 10_000 }).toEqual(['Learned 1 line of a.ts.']);
  }, 90_000);

  test('does not adapt where that is not wanted', async () => {
    tell(load(1, 'large'), load(2, 'large', 'cpu', false));
    await answer('loaded', 2);
    await expect.poll(() => logged(/adapt/)).toHaveLength(2);
    const [first, second] = logged(/adapt/);
    expect(first).toContain('It adapts to');
    expect(second).toContain('It does not adapt');
  });

  describe('what no training may read', () => {
    const plant = 'zephyrquaggaxylo';
    const line = `const plantedvalue = '${plant}';\n`;
    let code: string;
    beforeEach(async () => {
      code = await mkdtemp(path.join(tmpdir(), 'house-style-code-'));
      await mkdir(path.join(code, 'ignored'));
      await mkdir(path.join(code, 'hidden'));
      await writeFile(path.join(code, '.gitignore'), 'ignored/\n');
      for (const name of ['.env', 'ignored/a.ts', 'hidden/a.ts', 'data.csv', 'plain.ts', 'b.ts', 'generated.ts']) {
        await writeFile(path.join(code, name), line.repeat(5));
      }
    });
    afterEach(() => rm(code, { recursive: true }));

    const home = (): Origin => ({ kind: 'file', folder: code, exclude: ['**/hidden/**'] });
    /** Each with whether it may be learned. */
    const documents = (): readonly (readonly [
      name: string,
      path: string,
      origin: Origin,
      head: string,
      may: boolean,
    ])[] => [
      ['a file of the workspace', 'plain.ts', home(), '', true],
      ['credentials', '.env', home(), '', false],
      ['an ignored file', 'ignored/a.ts', home(), '', false],
      ['a hidden file', 'hidden/a.ts', home(), '', false],
      ['data', 'data.csv', home(), '', false],
      ['a file that is gone', 'gone.ts', home(), '', false],
      ['generated code', 'generated.ts', home(), '// Code generated by a tool. DO NOT EDIT.\n', false],
      ['a file outside the workspace', '', { kind: 'elsewhere' }, '', false],
    ];

    /** Opens a document, has it read and learned in idle time, and edits and closes it. */
    async function work(id: number, name: string, path: string, origin: Origin, head: string): Promise<void> {
      const text = head + line.repeat(20);
      const edits = [{ offset: text.length, deleted: 0, inserted: line }];
      tell(
        { kind: 'open', document: name, version: 1, path, text, origin },
        { ...(complete(id, text.length) as RequestOf<'complete'>), document: name },
      );
      await answer('completed', id);
      tell(
        { kind: 'edit', document: name, version: 2, edits },
        { ...(complete(id + 1, text.length + line.length, 2) as RequestOf<'complete'>), document: name },
      );
      await answer('completed', id + 1);
      const of = path === '' ? 'a document outside the workspace' : path;
      const told = new RegExp(`^(Learned \\d+ lines? of ${of}|Nothing is learned of ${of})\\.$`);
      await expect.poll(() => logged(told), { timeout: 20_000 }).not.toEqual([]);
      tell({ kind: 'close', document: name });
    }
    const begun = "const plantedvalue = 'zeph";
    async function offered(id: number): Promise<string> {
      const origin = home();
      tell(
        { kind: 'open', document: 'b', version: 1, path: 'b.ts', text: begun, origin },
        { ...(complete(id, begun.length, 1, 'invoke') as RequestOf<'complete'>), document: 'b' },
      );
      const text = JSON.stringify(await outcome(id));
      const place = { path: 'b.ts', line: 1, column: begun.length + 1 };
      tell({ kind: 'where', id: id + 1, suggested: { text: 'yrquaggaxylo', before: begun, place } });
      const { seen } = await answer('seen', id + 1);
      tell({ kind: 'close', document: 'b' });
      return text + JSON.stringify(seen);
    }

    test.each([
      ['the contexts', 'contexts'],
      ['the blend', 'blend'],
    ] as const)(
      'is neither learned by %s nor known where it was seen, whatever is done with it',
      async (_, source) => {
        if (source === 'blend') tell(load(1, 'large'));
        await tellWorkspace({ code: [{ folder: code, exclude: [] }] });
        await knows(source);
        let id = 100;
        for (const [name, path, origin, head, may] of [...documents()].reverse()) {
          await work((id += 10), name, path, origin, head);
          expect([name, (await offered(id + 5)).includes('yrquagga')]).toEqual([name, may]);
        }
      },
      120_000,
    );

    test('is learned without its secrets, of untitled documents and of others', async () => {
      await tellWorkspace({ code: [{ folder: code, exclude: [] }] });
      await knows('contexts');
      const key = 'AKIA' + 'Q4ZXJ2M7WLPT3VYB';
      const text = Array.from(
        { length: 12 },
        (_, at) => `const accessKey${at} = '${key}';\nconst harmless${at} = 'okapigiraffe';\n`,
      ).join('');
      const asked = async (id: number, text: string): Promise<string> => {
        tell(
          { kind: 'open', document: 'b', version: 1, path: 'b.ts', text, origin: home() },
          { ...(complete(id, text.length, 1, 'invoke') as RequestOf<'complete'>), document: 'b' },
        );
        return JSON.stringify(await outcome(id));
      };
      let id = 200;
      for (const [name, path, origin] of [
        ['untitled', '', { kind: 'untitled' }],
        ['plain', 'plain.ts', home()],
      ] as const) {
        received = [];
        tell(
          { kind: 'open', document: name, version: 1, path, text, origin },
          { ...(complete((id += 1), text.length) as RequestOf<'complete'>), document: name },
        );
        await expect.poll(() => logged(/^Learned/), { timeout: 20_000 }).toHaveLength(1);
        expect(await asked((id += 1), "const harmless = 'oka")).toContain('pigiraffe');
        expect(await asked((id += 1), "const accessKey = 'AKIA")).not.toContain('Q4ZX');
        expect(await asked((id += 1), "harmlesswords = 'okapigiraffe';\nconst accessKey = '")).not.toContain('AKIA');
      }
    }, 60_000);

    test('is not learned of a document that was open before its file was hidden', async () => {
      await tellWorkspace({ code: [{ folder: code, exclude: [] }] });
      await knows('contexts');
      const text = line.repeat(20);
      const origin: Origin = { kind: 'file', folder: code, exclude: [] };
      tell(
        { kind: 'open', document: 'h', version: 1, path: 'hidden/a.ts', text, origin },
        { ...(complete(400, text.length) as RequestOf<'complete'>), document: 'h' },
      );
      await expect.poll(() => logged(/^Learned \d+ lines? of hidden/), { timeout: 20_000 }).not.toEqual([]);
      received = [];
      await tellWorkspace({ code: [{ folder: code, exclude: ['**/hidden/**'] }] });
      await knows('contexts');
      tell({ ...(complete(401, text.length) as RequestOf<'complete'>), document: 'h' });
      await expect
        .poll(() => logged(/^(Learned \d+ lines? of|Nothing is learned of) hidden/), { timeout: 20_000 })
        .toEqual(['Nothing is learned of hidden/a.ts.']);
      expect(await offered(410)).not.toContain('yrquagga');
    }, 60_000);

    test.each([
      ['a file', 'plain.ts', ({ folder }) => ({ kind: 'file', folder, exclude: [] }), 'plain.ts'],
      ['a notebook', 'book.ipynb', ({ folder }) => ({ kind: 'notebook', folder, exclude: [] }), 'book.ipynb'],
      ['a file in another folder', 'b.ts', ({ other }) => ({ kind: 'file', folder: other, exclude: [] }), 'b.ts'],
    ] as const satisfies readonly (readonly [
      string,
      string,
      (folders: { readonly folder: string; readonly other: string }) => Origin,
      string,
    ])[])(
      'is asked about again when the file is deleted that %s was learned of, also where the folder is a link',
      async (_, path_, originOf, name) => {
        const link = path.join(folder, `link-${name}`);
        await symlink(code, link, 'junction');
        await writeFile(path.join(code, 'book.ipynb'), '{}');
        await mkdir(path.join(code, 'other'));
        await writeFile(path.join(code, 'other', 'b.ts'), '');
        const other = path.join(code, 'other');
        const origin = originOf({ folder: link, other });
        const home = 'folder' in origin ? origin.folder : link;
        await tellWorkspace({ code: [{ folder: link, exclude: [] }] });
        await knows('contexts');
        const text = line.repeat(20);
        tell(
          { kind: 'open', document: 'n', version: 1, path: path_, text, origin },
          { ...(complete(500, text.length) as RequestOf<'complete'>), document: 'n' },
        );
        await expect.poll(() => logged(/^Learned \d+ line/), { timeout: 20_000 }).not.toEqual([]);
        tell({ kind: 'deleted', paths: [path.join(home, 'no-such-file')] }, load(501, 'damaged'));
        await answer('load-failed', 501);
        expect(received.map(({ kind }) => kind)).not.toContain('outdated');
        tell({ kind: 'deleted', paths: [path.join(home, name)] }, load(502, 'damaged'));
        await answer('load-failed', 502);
        expect(received.map(({ kind }) => kind)).toContain('outdated');
      },
      60_000,
    );

    test('nothing is learned of editing where that is not wanted', async () => {
      await tellWorkspace({ code: [{ folder: code, exclude: [] }], adapt: false });
      await knows('contexts');
      const [first] = documents();
      await work(300, first![0], first![1], first![2], first![3]);
      tell(
        { ...(open(begun) as RequestOf<'open'>), origin: home(), path: 'b.ts' },
        complete(310, begun.length, 1, 'invoke'),
      );
      expect(JSON.stringify(await outcome(310))).not.toContain('yrquagga');
    });
  });

  test('does all that is asked for after something that could not be done', async () => {
    await tellWorkspace({ tablesPath: path.join(model('damaged'), 'tables') });
    tell({ kind: 'reset' }, load(1, 'qwerty'));
    await answer('loaded', 1);
    expect(logged(/^A change has failed: /)).toHaveLength(1);
    await tellWorkspace();
    await knows('blend');
  });

  test('learns anew where a folder lies in the place of what was learned, also after a reset', async () => {
    const tablesPath = path.join(folder, 'tables-folder');
    for (const request of [undefined, { kind: 'reset' }] as const) {
      await rm(tablesPath, { force: true });
      await mkdir(path.join(tablesPath, 'full'), { recursive: true });
      received = [];
      if (request === undefined) await tellWorkspace({ tablesPath });
      else tell(request);
      await expect.poll(async () => (await stat(tablesPath)).isFile(), { timeout: 20_000 }).toBe(true);
    }
    await rm(tablesPath);
  });

  test('loads a model and completes in a document kept by edits', async () => {
    tell(load(1, 'qwerty'), open('x = q'));
    expect((await answer('loaded', 1)).model).toMatchObject({ path: model('qwerty'), bitsPerCharacter: null });
    tell(complete(2, 5));
    expect(await outcome(2)).toEqual(['werty']);
    tell(
      {
        kind: 'edit',
        document: 'd',
        version: 2,
        edits: [
          { offset: 5, deleted: 0, inserted: 'w' },
          { offset: 0, deleted: 1, inserted: 'abc' },
        ],
      },
      complete(3, 8, 2),
    );
    expect(await outcome(3)).toEqual(['erty']);
  });

  test.each(['sum', 'concatenation'] as const)(
    'suggests with a network that sees a fixed number of characters too (%s), alone and in the blend',
    async (cell) => {
      tell(load(1, cell), open('x = q'));
      expect((await answer('loaded', 1)).model).toMatchObject({ path: model(cell) });
      tell(complete(2, 5));
      expect(await outcome(2)).toEqual(['werty']);
      tell({ kind: 'edit', document: 'd', version: 2, edits: [{ offset: 5, deleted: 0, inserted: 'w' }] });
      tell(complete(3, 6, 2));
      expect(await outcome(3)).toEqual(['erty']);
      await tellWorkspace();
      await knows('blend');
      const prefix = 'export function halve(left: num';
      tell(open(prefix), complete(4, prefix.length));
      expect(await outcome(4)).toEqual([expect.stringMatching(/^ber\)/)]);
    },
  );

  test('is quiet without a model, without the document and for another version of it', async () => {
    tell(open('x = q'), complete(1, 5));
    expect(await outcome(1)).toEqual({ kind: 'quiet', reason: 'no-model' });
    tell(load(2, 'qwerty'));
    await answer('loaded', 2);
    tell(complete(3, 5, 2));
    expect(await outcome(3)).toEqual({ kind: 'quiet', reason: 'stale-document' });
    tell({ kind: 'close', document: 'd' }, complete(4, 5));
    expect(await outcome(4)).toEqual({ kind: 'quiet', reason: 'stale-document' });
  });

  test('takes another model without a restart, and keeps the old one when the new one is bad', async () => {
    tell(load(1, 'qwerty'), open('x = q'), load(2, 'damaged'), load(3, 'missing'));
    expect(await answer('load-failed', 2)).toMatchObject({ code: 'model-damaged' });
    expect(await answer('load-failed', 3)).toMatchObject({ code: 'model-not-found' });
    tell(complete(4, 5));
    expect(await outcome(4)).toEqual(['werty']);
    tell(load(5, 'qazwsx'));
    await answer('loaded', 5);
    tell(complete(6, 5));
    expect(await outcome(6)).toEqual(['azwsx']);
  });

  test('answers on the CPU where the device that is asked for is missing, and says so', async () => {
    const missing = process.platform === 'win32' ? 'coreml' : 'cuda';
    tell(load(1, 'qwerty', missing), open('x = q'));
    expect((await answer('loaded', 1)).model.deviceRefusal).toContain(`cannot run on ${missing} here`);
    tell(complete(2, 5));
    expect((await answer('completed', 2)).outcome.kind).toBe('shown');
  });

  test('tries other devices only after a while, and answers meanwhile', async () => {
    const tried = (): boolean =>
      received.some(
        ({ kind, ...rest }) => kind === 'log' && /cannot run on|completion takes/.test(JSON.stringify(rest)),
      );
    tell(load(1, 'qwerty', 'auto'), open('x = q'));
    await answer('loaded', 1);
    tell(complete(2, 5));
    expect((await answer('completed', 2)).outcome.kind).toBe('shown');
    expect(tried()).toBe(false);
    await expect.poll(tried, { timeout: 90_000 }).toBe(true);
    tell(complete(3, 5));
    expect((await answer('completed', 3)).outcome.kind).toBe('shown');
  }, 120_000);

  test('survives what makes no sense, and says so in the log', async () => {
    tell(load(1, 'qwerty'), open('x = q'));
    await answer('loaded', 1);
    tell({ kind: 'edit', document: 'd', version: 2, edits: [{ offset: 99, deleted: 0, inserted: 'x' }] });
    tell(complete(2, 5, 2));
    expect(await outcome(2)).toEqual({ kind: 'quiet', reason: 'stale-document' });
    tell(open('x = q'), complete(3, -1));
    expect(await outcome(3)).toMatchObject({ kind: 'failed', code: 'position-outside-file' });
    tell({ kind: 'open', document: 'd', version: 1, path: 'a.ts', text: undefined } as unknown as Request);
    tell(null as unknown as Request, { kind: 'nonsense' } as unknown as Request);
    tell(complete(4, 5), open('x = q'), complete(5, 5));
    expect(await outcome(5)).toEqual(['werty']);
    expect(received.some((response) => response.kind === 'log' && response.level === 'error')).toBe(true);
  });

  test('answers every request, cancelled or not', async () => {
    tell(load(1, 'large'), open('const a = 1;\n'.repeat(2000)));
    await answer('loaded', 1);
    for (let id = 10; id < 30; id++) tell(complete(id, 13 * 60 * (id - 5) + 12));
    for (let id = 10; id < 29; id++) tell({ kind: 'cancel', id });
    await answer('completed', 29);
    const outcomes: string[] = [];
    for (let id = 10; id < 29; id++) outcomes.push((await answer('completed', id)).outcome.kind);
    expect(new Set(outcomes)).toEqual(new Set(['cancelled']));
  });

  test('reads edits and cancels in the middle of reading a cold file', async () => {
    tell(load(1, 'large'), open('const a = 1;\n'.repeat(2000)));
    await answer('loaded', 1);
    const started = performance.now();
    tell(complete(2, 13 * 1500 + 12), { kind: 'cancel', id: 2 });
    expect((await answer('completed', 2)).outcome).toEqual({ kind: 'cancelled' });
    const cancelled = performance.now() - started;
    tell(complete(3, 13 * 1500 + 12));
    const { milliseconds } = await answer('completed', 3);
    expect(cancelled).toBeLessThan(milliseconds);
  });

  test('generates a file in pieces, while a completion overtakes it, and stops when told', async () => {
    tell(load(1, 'large'), open('x = q'));
    await answer('loaded', 1);
    tell({ kind: 'generate', id: 2, path: 'b.ts', prompt: '', faithful: 0.8, seed: 1, maximumCharacters: 1e6 });
    await answer('generated', 2);
    tell(complete(3, 5));
    await answer('completed', 3);
    expect(received.some(({ kind }) => kind === 'generation-ended')).toBe(false);
    tell({ kind: 'cancel', id: 2 });
    const { file } = await answer('generation-ended', 2);
    expect(file.end).toBe('cancelled');
  });

  test('generates the same text for the same seed, to the end of the file', async () => {
    tell(load(1, 'qwerty'));
    await answer('loaded', 1);
    tell({ kind: 'generate', id: 2, path: 'b.ts', prompt: 'q', faithful: 0.8, seed: 1, maximumCharacters: 100 });
    expect((await answer('generation-ended', 2)).file).toMatchObject({
      text: 'qwerty',
      end: 'end-of-file',
      follows: null,
    });
    const text = received.map((response) => (response.kind === 'generated' ? response.text : '')).join('');
    expect(text).toBe('qwerty');
  });

  test('generates nothing that is gone from the code, though the tables still know it', async () => {
    const corpusPath = path.join(folder, 'corpus-gone.jsonl');
    const tablesPath = path.join(folder, 'tables-gone');
    const gone = "const keyword = 'zephyrquagga';\n".repeat(20);
    const filler = Array.from({ length: 2600 }, (_, at) => `export const value${at} = ${at};\n`).join('');
    const know = async (own: string): Promise<void> => {
      received = received.filter(({ kind }) => kind !== 'knows');
      const files = [
        ['a.ts', `${own}const other = 1;\n`],
        ['b.ts', filler],
      ] as const;
      const lines = files.map(([name, text]) => corpusLine({ path: name, text, heldOut: false, modified: 0 }));
      await writeFile(corpusPath, lines.join(''));
      tell({ kind: 'workspace', corpusPath, tablesPath });
      await knows('blend');
    };
    const generated = async (id: number): Promise<string> => {
      const wish = { path: 'c.ts', prompt: '', like: 'a.ts', faithful: 0, seed: 1, maximumCharacters: 2000 };
      tell({ kind: 'generate', id, ...wish });
      return (await answer('generation-ended', id)).file.text;
    };
    tell(load(1, 'large'));
    await answer('loaded', 1);
    await know(gone);
    expect(await generated(2)).toContain('yrquagga');
    await know('');
    expect(await generated(3)).not.toContain('yrq');
  }, 60_000);

  test('says why it cannot generate', async () => {
    tell({ kind: 'generate', id: 1, path: 'b.ts', prompt: '', faithful: 0.8, seed: 1, maximumCharacters: 10 });
    expect(await answer('generation-failed', 1)).toMatchObject({ code: 'model-not-found' });
  });

  test('ends when the channel to its parent closes, also in the middle of work', async () => {
    tell(load(1, 'large'));
    await answer('loaded', 1);
    tell({ kind: 'generate', id: 2, path: 'b.ts', prompt: '', faithful: 0.8, seed: 1, maximumCharacters: 1e6 });
    await answer('generated', 2);
    process_.disconnect();
    const [code] = (await once(process_, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
