/** A notebook is to the real inference process what a file with the same text is. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CompletionOutcome, Origin } from '@house-style/protocol/inference-messages';
import { InferenceClient } from '../../src/inference/client';
import { forkInferenceProcess } from '../../src/inference/inference-process';
import { NotebookMap, type OpenCell } from '../../src/inference/notebook-map';
import { WorkspaceCorpus } from '../../src/inference/workspace-corpus';
import type { Log } from '../../src/log';
import { trainingStorage } from '../../src/training/storage';
import { root } from '../command-line';

const dist = path.join(root, 'dist');
const pretrained = { modelPath: path.join(dist, 'pretrained.onnx'), adapt: true };

let folder: string;
let code: string;
let log: string[];
let client: InferenceClient;
let corpus: WorkspaceCorpus;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-notebooks-'));
  code = path.join(folder, 'code');
  await cp(path.resolve('node_modules/rxjs/src/internal/util'), code, { recursive: true });
  await mkdir(path.join(code, 'drafts'));
  await writeFile(path.join(code, '.gitignore'), 'drafts/\n');
  await mkdir(path.join(code, '.git'));
  const saved = ['def saved_quokka_total(invoices):\n', '    return sum(invoices)\n'];
  const outputs = [{ output_type: 'stream', text: ['printed_zephyr_value = 1\n'.repeat(20)] }];
  const calls = ['a', 'b', 'c'].map((name) => `${name} = saved_quokka_total(${name}_invoices)\n`);
  const cells = [saved, calls].map((source) => ({ cell_type: 'code', source, outputs }));
  await writeFile(path.join(code, 'saved.ipynb'), JSON.stringify({ nbformat: 4, metadata: {}, cells }));
  // Only what stands in the workspace is learned of editing.
  await writeFile(path.join(code, 'report.ipynb'), JSON.stringify({ nbformat: 4, metadata: {}, cells: [] }));
  log = [];
  const say = (message: string): void => void log.push(message);
  const listening: Log = { trace: say, debug: say, info: say, warn: say, error: say };
  client = new InferenceClient(forkInferenceProcess(path.join(dist, 'inference-process.cjs')), listening);
  const storage = trainingStorage(path.join(folder, 'storage'));
  corpus = new WorkspaceCorpus(client, storage, path.join(dist, 'housestyle.cjs'), listening, () => pretrained);
  client.start();
  await corpus.gather({ folders: [{ folder: code, exclude: [] }], near: [] });
  await vi.waitUntil(() => client.knowledge.value.source === 'contexts', { timeout: 60_000 });
});
afterAll(async () => {
  corpus.dispose();
  client.dispose();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

let opened = 0;

async function offered(
  text: string,
  offset: number,
  named: string,
  kind: 'file' | 'notebook',
  learn = false,
): Promise<CompletionOutcome> {
  const document = `d${(opened += 1)}`;
  const origin: Origin = { kind, folder: code, exclude: [] };
  client.tell({ kind: 'open', document, version: 1, path: named, text, origin });
  const request = { document, version: 1, offset, trigger: 'invoke' } as const;
  const ask = () => client.complete(request, new AbortController().signal);
  if (learn) {
    // All of its lines, or that none are to be.
    const isTold = () => log.some((line) => line.endsWith(` of ${named}.`) && /^(Learned|Nothing)/.test(line));
    await ask();
    await expect.poll(isTold, { timeout: 20_000 }).toBe(true);
  }
  const outcome = await ask();
  client.tell({ kind: 'close', document });
  return outcome;
}

const cell = (id: string, text: string): OpenCell => ({ id, isMarkup: false, text });
const above =
  'def monthly_revenue(invoices, currency):\n    paid = [invoice for invoice in invoices if invoice.paid]\n' +
  '    return sum(invoice.amount for invoice in paid)\n\n' +
  "before = monthly_revenue(last_year, 'EUR')\nafter = monthly_revenue(this_year, 'EUR')";
const here = 'total = monthly_r';

it.each([
  'rxjs/src/internal/operators/switchMap.ts',
  'node-gyp/gyp/pylib/gyp/common.py',
  're2/vendor/re2/re2/regexp.cc',
  'markdown-it/lib/token.mjs',
])('suggests in cells what it suggests in one file with the same text: %s', async (name) => {
  const file = (await readFile(path.resolve('node_modules', name), 'utf8')).replaceAll('\r\n', '\n').slice(0, 6000);
  const cells = file.split(/(?<=\n\n)/).map((text, index) => cell(String(index), text));
  expect(cells.length).toBeGreaterThan(4);
  expect(new NotebookMap(cells, 'python').text).toBe(file);
  let shown = 0;
  for (const [index, { id, text }] of cells.entries()) {
    // The rest of a line is still to be written, behind the first letters of a word.
    const offset = (/\b\w{5,}.*\n/.exec(text)?.index ?? -4) + 3;
    if (offset < 0) continue;
    const lineEnd = text.indexOf('\n', offset);
    const begun = cells.with(index, cell(id, text.slice(0, offset) + text.slice(lineEnd)));
    const map = new NotebookMap(begun, 'python');
    const above = cells.slice(0, index).reduce((sum, one) => sum + one.text.length, 0);
    expect(map.offsetIn(id, offset)).toBe(above + offset);
    const inFile = begun.map((one) => one.text).join('');
    const expected = await offered(inFile, above + offset, path.basename(name), 'file');
    expect(await offered(map.text, above + offset, path.basename(name), 'notebook')).toEqual(expected);
    if (expected.kind === 'shown') shown += 1;
  }
  expect(shown).toBeGreaterThan(0);
});

it('knows in a cell the names of the cell above', async () => {
  const map = new NotebookMap([cell('a', above), cell('b', here)], 'python');
  const outcome = await offered(map.text, map.offsetIn('b', here.length)!, 'report.ipynb', 'notebook', true);
  expect(outcome.kind === 'shown' ? outcome.candidates.map(({ text }) => text) : outcome).toEqual(
    expect.arrayContaining([expect.stringMatching(/^evenue\(/)]),
  );
});

it('suggests from saved notebooks, but not from what they put out', async () => {
  const text = 'd = saved_q';
  expect(JSON.stringify(await offered(text, text.length, 'a.py', 'file'))).toContain('uokka_total(');
  const printed = 'printed_z';
  expect(JSON.stringify(await offered(printed, printed.length, 'a.py', 'file'))).not.toContain('ephyr');
});

it('learns nothing of an ignored notebook, nor of the file that a notebook is kept in', async () => {
  const secret = 'wombatination_';
  const typed = `${`${secret}of_settings = 1\n`.repeat(8)}${secret}`;
  await offered(typed, typed.length, 'drafts/a.ipynb', 'notebook', true);
  await offered(typed, typed.length, 'saved.ipynb', 'file', true);
  expect(log).toContain('Nothing is learned of drafts/a.ipynb.');
  expect(log).toContain('Nothing is learned of saved.ipynb.');
  expect(JSON.stringify(await offered('wombatin', 8, 'b.py', 'file'))).not.toContain('ation_of');
});
