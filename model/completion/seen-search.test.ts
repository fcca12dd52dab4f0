import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { SeenSearch } from './seen-search';
import { seenInWords } from '@house-style/protocol/seen';

const folder = path.resolve(import.meta.dirname, '../../node_modules/rxjs/src/internal/operators');
const names = ['filter.ts', 'map.ts', 'mapTo.ts', 'take.ts', 'tap.ts'];
let files: (readonly [string, string])[];

beforeAll(async () => {
  files = await Promise.all(
    names.map(async (name) => [`operators/${name}`, await readFile(path.join(folder, name), 'utf8')] as const),
  );
});

const nowhere = { path: '', line: 1, column: 1 };

function seenAfter(before: string, text: string, known: Iterable<readonly [string, string]> = files, place = nowhere) {
  const search = new SeenSearch({ before, text, place });
  for (const [name, text] of known) search.add(name, text);
  return search.seen;
}

/** Line of the file that holds a text. */
function lineOf(name: string, text: string): number {
  const content = files.find(([path]) => path === name)![1];
  return content.slice(0, content.indexOf(text)).split('\n').length;
}

test('the place whose text before it agrees most comes first', () => {
  const before = 'export function map<T, R>(project: (value: T, index: number) => R): OperatorFunction<T, R> {\n  ';
  const seen = seenAfter(before, 'return operate((source, subscriber) => {');
  expect(seen.text).toBe('return operate((source, subscriber) => {');
  expect(seen.places[0]).toEqual({
    path: 'operators/map.ts',
    line: lineOf('operators/map.ts', 'return operate(('),
    column: 3,
  });
  expect(seen.count).toBe(seen.places.length);
  expect(new Set(seen.places.map(({ path }) => path)).size).toBeGreaterThan(1);
});

test('only places after the same beginning of a line count, where there are any', () => {
  const everywhere = seenAfter('', 'subscriber.next(');
  const after = seenAfter('      predicate.call(thisArg, value, index++) && ', 'subscriber.next(');
  expect(after).toMatchObject({ count: 1, places: [{ path: 'operators/filter.ts' }] });
  expect(everywhere.count).toBeGreaterThan(after.count);
});

test('of what was never seen whole, its beginning is told', () => {
  const seen = seenAfter('  ', 'return map(() => valueNobodyEverWrote);');
  expect(seen).toMatchObject({ text: 'return map', places: [{ path: 'operators/mapTo.ts' }] });
  expect(seenAfter('', 'xqz').places).toEqual([]);
});

test('several lines are found whatever ends them', () => {
  const windows = files.map(([name, text]) => [name, text.replaceAll('\n', '\r\n')] as const);
  const suggestion = 'operate((source, subscriber) => {\n    // ';
  expect(seenAfter('return ', suggestion, windows)).toEqual(seenAfter('return ', suggestion));
  expect(seenAfter('return ', suggestion).text).toBe(suggestion);
});

test('where it was accepted it was not seen', () => {
  const [[name, text]] = files as [(typeof files)[0]];
  const line = lineOf(name, 'return operate((');
  const before = text.slice(0, text.indexOf('return operate(('));
  const seen = seenAfter(before, 'return operate((source', files, { path: name, line, column: 3 });
  expect(seen.text).toBe('return operate((source');
  expect(seen.count).toBeGreaterThan(0);
  expect(seen.places).not.toContainEqual({ path: name, line, column: 3 });
});

test('many places are counted and some of them told', () => {
  const seen = seenAfter('', 'the', [['many.txt', 'the '.repeat(5000)]]);
  expect(seen.count).toBe(5000);
  expect(seen.places).toHaveLength(20);
  expect(seenInWords(seen)).toBe('many.txt:1 and 4999 other places');
});
