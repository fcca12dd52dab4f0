import { expect, test } from 'vitest';
import { asciiVocabulary as vocabulary } from '../testing/random-model';
import { TwoSidedIndex } from './two-sided-index';

const known = 'const zebra = open();\nconst okapi = open();\n';
const never = (): Promise<void> => Promise.resolve();

async function costOf(index: TwoSidedIndex, path: string, part: string): Promise<{ before: number; after: number }> {
  const text = index.texts.get(path) ?? '';
  const bits = await index.bits(path, never);
  const start = text.indexOf(part);
  const sum = (costs: Float32Array): number =>
    costs.subarray(start, start + part.length).reduce((total, cost) => total + cost, 0);
  return { before: sum(bits.before), after: sum(bits.after) };
}

test('a text does not vouch for itself, and other text does, in the same file too', async () => {
  const index = new TwoSidedIndex(vocabulary, [{ path: 'a.ts', text: known }]);
  index.update('b.ts', 'const gnu = open();\n');
  const once = await costOf(index, 'b.ts', 'gnu');
  index.update('b.ts', 'const gnu = open();\ngnu.close();\n');
  const twice = await costOf(index, 'b.ts', 'gnu');
  expect(once.before).toBeGreaterThan(twice.before + 5);
  expect(once.after).toBeGreaterThan(twice.after);
  expect((await costOf(index, 'b.ts', 'open()')).before).toBeLessThan(once.before);
});

test('what a place costs is the same whether the index has its file among others from the start or learns of it later', async () => {
  const text = 'const gnu = open();\n';
  const later = new TwoSidedIndex(vocabulary, [{ path: 'a.ts', text: known }]);
  later.update('b.ts', text);
  const together = new TwoSidedIndex(vocabulary, [
    { path: 'a.ts', text: known },
    { path: 'b.ts', text },
  ]);
  const [one, other] = [await later.bits('b.ts', never), await together.bits('b.ts', never)];
  for (const side of ['before', 'after'] as const) {
    for (const [unit, cost] of one[side].entries()) expect(cost).toBeCloseTo(other[side][unit] ?? NaN, 4);
  }
});

test('a file that is gone is known no more', async () => {
  const index = new TwoSidedIndex(vocabulary, [{ path: 'a.ts', text: known }]);
  index.update('b.ts', 'zebra\n');
  const before = await costOf(index, 'b.ts', 'zebra');
  index.update('a.ts');
  expect((await costOf(index, 'b.ts', 'zebra')).before).toBeGreaterThan(before.before);
});

test('replacing a part by itself costs what it costs, with what stands right beside it', async () => {
  const text = 'const gnu = open();\n';
  const index = new TwoSidedIndex(vocabulary, [
    { path: 'a.ts', text: known },
    { path: 'b.ts', text },
  ]);
  const [start, end] = [text.indexOf('gnu'), text.indexOf('gnu') + 3];
  const bits = await index.bits('b.ts', never);
  const sum = (costs: Float32Array, from: number, to: number): number =>
    costs.subarray(Math.max(0, from), to).reduce((total, cost) => total + cost, 0);
  const expected = sum(bits.before, start, end + 12) + sum(bits.after, start - 12, end);
  expect(index.costOfReplacement(text, start, end, 'gnu')).toBeCloseTo(expected, 3);
});

test('what the code has in like places costs less in place of what stands there', () => {
  const text = 'const gnu = opne();\n';
  const index = new TwoSidedIndex(vocabulary, [
    { path: 'a.ts', text: known },
    { path: 'b.ts', text },
  ]);
  const start = text.indexOf('opne');
  const cost = (replacement: string): number => index.costOfReplacement(text, start, start + 4, replacement);
  expect(cost('open')).toBeLessThan(cost('opne') - 10);
});

test('characters that the vocabulary spells out are judged like all others', async () => {
  const text = 'const größe = open();\n';
  const index = new TwoSidedIndex(vocabulary, [
    { path: 'a.ts', text: known },
    { path: 'b.ts', text },
  ]);
  const { before, after } = await index.bits('b.ts', never);
  expect(before).toHaveLength(text.length);
  for (const costs of [before, after])
    expect(costs[text.indexOf('ö')]).toBeGreaterThan(costs[text.indexOf('open')] ?? 0);
});

test('after a change, what stands around it is judged anew and all else kept', async () => {
  const lines = (middle: string): string => `${known.repeat(4)}${middle}${known.repeat(4)}`;
  const index = new TwoSidedIndex(vocabulary, [{ path: 'a.ts', text: known }]);
  const before = lines('const gnu = open();\n');
  index.update('b.ts', before);
  const judged = { text: before, bits: await index.bits('b.ts', never) };
  const now = lines('const quagga = open();\n');
  index.update('b.ts', now);
  let pauses = 0;
  const count = (): Promise<void> => Promise.resolve(void (pauses += 1));
  const kept = await index.bits('b.ts', count, judged);
  const pausesOfPart = pauses;
  const whole = await index.bits('b.ts', count);
  expect(pausesOfPart).toBeLessThan(pauses - pausesOfPart);
  const start = now.indexOf('const quagga');
  const end = start + 'const quagga = open();\n'.length;
  for (const side of ['before', 'after'] as const) {
    expect(kept[side]).toHaveLength(now.length);
    expect(kept[side].subarray(start, end)).toEqual(whole[side].subarray(start, end));
    expect(kept[side].subarray(-50)).toEqual(judged.bits[side].subarray(-50));
    expect(kept[side].subarray(0, 50)).toEqual(judged.bits[side].subarray(0, 50));
  }
});
