import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lstm } from '../lstm/lstm';
import { LstmPredictor } from '../lstm/lstm-predictor';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { asciiVocabulary as vocabulary, metadataFor, networkOf, randomParameters } from '../testing/random-model';
import { Vocabulary } from '../vocabulary/vocabulary';
import { Blend } from './blend';
import { corpusLine, readCorpusFile, type WorkspaceFile } from '@house-style/protocol/corpus-file';
import { writeTables } from './tables-file';
import { WorkspaceTables } from './workspace-tables';

const code = `export function add(left: number, right: number): number {\n  return left + right;\n}\n`;
const files: readonly WorkspaceFile[] = [
  { path: 'add.ts', text: code, heldOut: false, modified: 0 },
  { path: 'sum.ts', text: code.replaceAll('add', 'sum'), heldOut: true, modified: 0 },
  { path: 'mul.ts', text: code.replaceAll('add', 'mul').replace('+', '*'), heldOut: false, modified: 0 },
];

let folder: string;
let tables: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'memory-'));
  tables = path.join(folder, 'tables');
});
afterEach(() => rm(folder, { recursive: true }));

/** Learns all that there is to learn; returns how many steps that took, and what is known then. */
async function learn(
  of = files,
  known = vocabulary,
): Promise<{ steps: number; memory: WorkspaceTables; blend: Blend }> {
  const memory = await WorkspaceTables.open(known, of, tables);
  const blend = new Blend(memory.mixing);
  let steps = 0;
  while (!memory.complete) {
    await memory.step(blend);
    steps += 1;
  }
  expect(memory.fraction).toBe(1);
  return { steps, memory, blend };
}

async function expected(blend: Blend, text: string): Promise<number[]> {
  const header = await blend.read(blend.start(), vocabulary.encodeHeader('new.ts'));
  return Array.from((await blend.read(header, vocabulary.encode(text))).probabilities);
}

describe('what was learned of a workspace', () => {
  test('is known again at the next start, without being learned again', async () => {
    const { steps, memory, blend } = await learn();
    expect(steps).toBeGreaterThanOrEqual(files.length);
    const before = await expected(blend, 'export function ad');
    await memory.store(tables, blend);
    expect(await readdir(folder)).toEqual(['tables']);
    const again = await learn();
    expect(again.steps).toBe(0);
    expect(await expected(again.blend, 'export function ad')).toEqual(before);
  });

  test('is learned anew for another network, whose word is worth something else', async () => {
    const open = (network: string) => WorkspaceTables.open(vocabulary, files, tables, undefined, undefined, network);
    const memory = await open('first');
    const blend = new Blend(memory.mixing);
    while (await memory.step(blend));
    await memory.store(tables, blend);
    expect((await open('first')).complete).toBe(true);
    const other = await open('second');
    expect(other.complete).toBe(false);
    expect(other.network).toBe('second');
  });

  test('asks a network of the files alone that it was not trained on', async () => {
    const network = networkOf();
    const bytes = modelFileBytes(metadataFor(network), randomParameters(network));
    const lstm = new LstmPredictor(await Lstm.load(parseModelFile(bytes, 'm')));
    const [read, learned] = [vi.spyOn(lstm, 'read'), vi.spyOn(lstm, 'learn')];
    const memory = await WorkspaceTables.open(vocabulary, files);
    const blend = new Blend(memory.mixing, lstm);
    while (await memory.step(blend));
    expect(memory.complete).toBe(true);
    expect(read).not.toHaveBeenCalled();
    const asked = learned.mock.calls.flatMap(([, tokens]) => [...tokens]);
    expect(asked).toEqual([...vocabulary.encodeFile('sum.ts', files[1]!.text)]);
  });

  test('is completed by what has changed since', async () => {
    const { memory, blend } = await learn();
    await memory.store(tables, blend);
    const changed = files.map((file) =>
      file.path === 'mul.ts' ? { ...file, text: `${file.text}export const zebra = 'quagga';\n` } : file,
    );
    const again = await learn(changed);
    expect(again.steps).toBe(1);
    const probabilities = await expected(again.blend, "const zebra = 'qua");
    expect(probabilities.indexOf(Math.max(...probabilities))).toBe(vocabulary.token('g'));
  });

  test('is learned anew for another vocabulary, and where the file is damaged or cut short', async () => {
    const { steps, memory, blend } = await learn();
    await memory.store(tables, blend);
    const whole = await readFile(tables);
    expect((await learn(files, Vocabulary.fromCounts(new Map([['é', 20]])))).steps).toBe(steps);
    await writeFile(tables, whole);
    await truncate(tables, whole.length - 1);
    expect((await learn()).steps).toBe(steps);
    await writeFile(tables, 'rubbish');
    expect((await learn()).steps).toBe(steps);
  });

  describe('of what is gone', () => {
    const planted = `const password = 'xylophone-quokka';\n`;
    const likeliest = async (blend: Blend): Promise<string | undefined> => {
      const probabilities = await expected(blend, "const password = 'xyloph");
      return vocabulary.character(probabilities.indexOf(Math.max(...probabilities)));
    };
    const with_ = (path: string, text: string): WorkspaceFile => ({ path, text, heldOut: false, modified: 0 });
    const secret = with_('secret.ts', planted.repeat(3));

    test('nothing is known: not of a deleted file, and not of a deleted line, and nothing of it is left on the disk', async () => {
      const { memory, blend } = await learn([...files, secret]);
      expect(await likeliest(blend)).toBe('o');
      await memory.store(tables, blend);
      const whole = await readFile(tables);
      for (const now of [files, [...files, with_('secret.ts', 'const other = 1;\n')]]) {
        await writeFile(tables, whole);
        const opened = await WorkspaceTables.open(vocabulary, now, tables);
        expect(opened.outdated).toBe(false);
        expect(await readdir(folder)).toEqual([]);
        const again = await learn(now);
        expect(await likeliest(again.blend)).not.toBe('o');
      }
    });

    test('is kept where it only stands elsewhere now, is indented otherwise, or something was added', async () => {
      const { memory, blend } = await learn([...files, secret]);
      await memory.store(tables, blend);
      for (const now of [
        [...files, with_('moved/secret.ts', secret.text)],
        [...files.slice(1), with_('add.ts', `${code}  ${planted}`)],
        [...files, with_('secret.ts', `// first\n${secret.text}// last\n`)],
      ]) {
        const opened = await WorkspaceTables.open(vocabulary, now, tables);
        expect(opened.outdated).toBe(false);
        expect(opened.mixing.room).toBe(memory.mixing.room);
        expect(await readdir(folder)).toEqual(['tables']);
      }
    });

    test('of much code, a changed line leaves it outdated, from start to start, until all is learned anew', async () => {
      const much = Array.from({ length: 500 }, (_, at) =>
        with_(`many/${at}.ts`, code.replaceAll('add', `add${at}`).repeat(2)),
      );
      const { memory, blend } = await learn([...much, secret]);
      await memory.store(tables, blend);
      const changed = [...much, with_('secret.ts', 'const other = 1;\n')];
      for (let start = 0; start < 2; start++) {
        const again = await learn(changed);
        expect(again.memory.outdated).toBe(true);
        await again.memory.store(tables, again.blend);
      }
      // The line is back, and so it is not gone.
      const both = with_('secret.ts', `${secret.text}const other = 1;\n`);
      expect((await WorkspaceTables.open(vocabulary, [...much, both], tables)).outdated).toBe(false);
      // A file is gone.
      const opened = await WorkspaceTables.open(vocabulary, much, tables);
      expect(opened.outdated).toBe(false);
      expect(opened.complete).toBe(false);
      expect(await readdir(folder)).toEqual([]);
    }, 120_000);

    test('counts what is not learned for want of room as standing', async () => {
      const { memory, blend } = await learn([...files, secret]);
      await memory.store(tables, blend);
      const opened = await WorkspaceTables.open(vocabulary, files, tables, (name) =>
        Promise.resolve(name === secret.path ? secret.text : undefined),
      );
      expect(opened.complete).toBe(true);
      expect(await readdir(folder)).toEqual(['tables']);
    });

    test('is not taken from a store that kept nothing of lines', async () => {
      const { memory, blend } = await learn();
      blend.settle();
      await writeTables(tables, { mixing: memory.mixing, learned: new Map([['add.ts', 'digest']]), network: '' });
      await WorkspaceTables.open(vocabulary, files, tables);
      expect(await readdir(folder)).toEqual([]);
    });
  });

  test('that cannot be stored leaves nothing half-written', async () => {
    const { memory, blend } = await learn();
    await expect(memory.store(path.join(folder, 'missing', 'tables'), blend)).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the file of a corpus', () => {
  test('gives back every file, whatever is in it, what is held out last', async () => {
    const odd = [...files, { path: 'ä b.ts', text: 'a\r\nb\u2028"\\\ud800', heldOut: false, modified: 0 }];
    await writeFile(tables, odd.map(corpusLine).join(''));
    const [add, sum, mul, other] = odd;
    expect(await readCorpusFile(tables)).toEqual([add, mul, other, sum]);
  });

  test('that is missing or damaged is told as such', async () => {
    await expect(readCorpusFile(tables)).rejects.toMatchObject({ code: 'file-not-found' });
    await writeFile(tables, '{"path":');
    await expect(readCorpusFile(tables)).rejects.toMatchObject({ code: 'internal' });
  });
});
