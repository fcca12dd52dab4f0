/** Each kind of slip, planted in a held-out file of RxJS, is marked, and what stood there is what was expected. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isHeldOut } from '@house-style/corpus/split';
import { CodeBase } from './code-base';

const folder = path.resolve(import.meta.dirname, '../../node_modules/rxjs/src');
const file = 'internal/operators/bufferCount.ts';
let code: CodeBase;
const texts = new Map<string, string>();

beforeAll(async () => {
  code = await CodeBase.read(folder, new AbortController().signal);
  for (const one of [file, 'internal/operators/map.ts', 'internal/operators/window.ts']) {
    expect(isHeldOut(one)).toBe(true);
    texts.set(one, await readFile(path.join(folder, one), 'utf8'));
  }
}, 120_000);

/** Where the last of a text stands, other text in its place. */
function planted(from: string, to: string, where = file): { readonly text: string; readonly line: number } {
  const text = texts.get(where) ?? '';
  const at = text.lastIndexOf(from);
  expect(at).toBeGreaterThan(0);
  return { text: text.slice(0, at) + to + text.slice(at + from.length), line: text.slice(0, at).split('\n').length };
}

test.each([
  ['a name in another case', 'bufferSize <= buffer', 'buffer_size <= buffer', 'bufferSize'],
  ['a name with a prefix', 'arrRemove(buffers, buffer)', '_arrRemove(buffers, buffer)', 'arrRemove'],
  ['a plural twice over', 'buffers.push([])', 'bufferses.push([])', 'buffers'],
  ['a misspelt word', 'createOperatorSubscriber(', 'createOperatorSubsriber(', 'createOperatorSubscriber'],
  ['other quotes', `'../util/lift'`, `"../util/lift"`, `'../util/lift'`],
  ['other spacing', 'if (toEmit) {', 'if(toEmit) {', undefined],
  ['another comparison', '=== 0', '== 0', undefined],
])('%s is marked', async (_, from, to, expected) => {
  const fault = planted(from, to);
  const judged = (await code.judge({ path: file, text: fault.text })).find(({ line }) => line === fault.line);
  expect(judged?.surprise).toBeGreaterThan(code.threshold);
  if (expected !== undefined) expect(judged?.expected?.text).toBe(expected);
});

test.each([
  ['arguments in another order', 'map', 'call(thisArg, value, index++)', 'call(value, thisArg, index++)'],
  ['another way with errors', 'window', 'subscriber.error(err)', 'console.error(err)'],
  ['another way to declare', 'bufferCount', 'let toEmit', 'var toEmit'],
])('%s makes a line one of the ten most surprising', async (_, name, from, to) => {
  const where = `internal/operators/${name}.ts`;
  const fault = planted(from, to, where);
  const judged = await code.judge({ path: where, text: fault.text }, Infinity);
  const first = [...judged].sort((a, b) => b.surprise - a.surprise).slice(0, 10);
  expect(first.map(({ line }) => line)).toContain(fault.line);
});

test('as it is, hardly a line of it is marked', async () => {
  const text = texts.get(file) ?? '';
  const judged = await code.judge({ path: file, text }, Infinity);
  expect(judged.filter(({ surprise }) => surprise > code.threshold).length).toBeLessThanOrEqual(2);
});

test('what is expected is told with where it is done so', async () => {
  const fault = planted(`'../util/lift'`, `"../util/lift"`);
  const judged = (await code.judge({ path: file, text: fault.text })).find(({ line }) => line === fault.line);
  const [place] = judged?.expected?.places ?? [];
  expect(place?.path).not.toBe(file);
  const row = (await readFile(path.join(folder, place?.path ?? ''), 'utf8')).split('\n')[(place?.line ?? 0) - 1];
  expect(row?.slice((place?.column ?? 0) - 1)).toMatch(/^'\.\.\/util\/lift'/);
});

test('a file is judged as it is written, in other line ends and another indentation', async () => {
  const fault = planted('buffers.push([])', 'bufferses.push([])');
  const tabs = fault.text.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)).replaceAll('\n', '\r\n');
  const find = async (written: string) =>
    (await code.judge({ path: file, text: written })).find(({ line }) => line === fault.line);
  const [plain, other] = [await find(fault.text), await find(tabs)];
  expect(other?.surprise).toBeCloseTo(plain?.surprise ?? NaN, 3);
  const named = (judged: typeof plain): string => judged?.text.slice(judged.column - 1, judged.endColumn - 1) ?? '';
  expect(named(plain)).toBe('bufferses');
  expect(named(other)).toBe('bufferses');
});
