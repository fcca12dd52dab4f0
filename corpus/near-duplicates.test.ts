import { describe, expect, test } from 'vitest';
import { NearDuplicates } from './near-duplicates';
import { someCode } from './testing/write-folder';

describe('files fold into the first of their kind', () => {
  test.each([
    ['the same text', (text: string) => text],
    ['other white space', (text: string) => text.replaceAll('\n', '\r\n\r\n').replaceAll(' = ', '  =\t')],
    ['a line changed', (text: string) => text.replace(/^.*$/m, 'import something from "else";')],
    ['a licence in front', (text: string) => `// Copyright the authors\n// All rights reserved.\n${text}`],
    ['its halves swapped', (text: string) => text.slice(text.length / 2) + text.slice(0, text.length / 2)],
  ])('%s', (_, change) => {
    const duplicates = new NearDuplicates();
    const text = someCode(1, 100);
    expect(duplicates.fold('a.ts', text)).toBeUndefined();
    expect(duplicates.fold('b.ts', change(text))).toBe('a.ts');
    expect(duplicates.fold('c.ts', change(text))).toBe('a.ts');
  });
});

test('texts of which half is the same are two texts', () => {
  const duplicates = new NearDuplicates();
  const shared = someCode(1, 100);
  expect(duplicates.fold('a.ts', shared + someCode(2, 50))).toBeUndefined();
  expect(duplicates.fold('b.ts', shared + someCode(3, 50))).toBeUndefined();
});

test('short files fold only when they say the same', () => {
  const duplicates = new NearDuplicates();
  expect(duplicates.fold('a.ts', "export * from './a';\n")).toBeUndefined();
  expect(duplicates.fold('b.ts', "export * from './b';\n")).toBeUndefined();
  expect(duplicates.fold('x.txt', 'one')).toBeUndefined();
  expect(duplicates.fold('y.txt', 'two')).toBeUndefined();
  expect(duplicates.fold('z.txt', 'one\n')).toBe('x.txt');
  expect(duplicates.fold('c.ts', "export * from './a';\r\n")).toBe('a.ts');
});

test('the estimate finds pairs above four fifths in common and passes over those below two thirds', () => {
  let found = 0;
  let wrong = 0;
  const pairs = 60;
  for (let pair = 0; pair < pairs; pair++) {
    const shared = someCode(1000 + pair, 200);
    // Lines are runs of words of their own, so lines in common / lines in both is the Jaccard index to within a few runs.
    const alike = new NearDuplicates();
    alike.fold('a', shared + someCode(5000 + pair, 12));
    if (alike.fold('b', shared + someCode(9000 + pair, 12)) === 'a') found += 1;
    const unlike = new NearDuplicates();
    unlike.fold('a', shared + someCode(5000 + pair, 60));
    if (unlike.fold('b', shared + someCode(9000 + pair, 60)) === 'a') wrong += 1;
  }
  // 200 / 224 = 0.89 in common, and 200 / 320 = 0.63.
  expect(found).toBeGreaterThan(0.95 * pairs);
  expect(wrong).toBe(0);
});

/** Files from one template: most of their text is the same, too little for them to be near-duplicates. */
function fromTemplate(seed: number): string {
  const template = someCode(1, 60).split('\n');
  const own = someCode(seed + 10_000, 20).split('\n');
  return template.map((line, index) => (index % 3 === 0 ? `${line}\n${own[index / 3] ?? ''}` : line)).join('\n');
}

/** Seconds of the processor that folding so many files of one template takes. */
function secondsToFold(files: readonly string[]): number {
  const duplicates = new NearDuplicates();
  const before = process.cpuUsage();
  for (const [index, text] of files.entries()) duplicates.fold(`${index}.ts`, text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

test('takes time linear in the number of files, though all are from one template', () => {
  const files = Array.from({ length: 8000 }, (_, index) => fromTemplate(index));
  secondsToFold(files.slice(0, 1000));
  const [few, many] = [secondsToFold(files.slice(0, 1000)), secondsToFold(files)];
  // Comparing each with each, eight times as many files took 57 times as long.
  expect(many / few).toBeLessThan(16);
});

test('finds near-duplicates among thousands of files from one template', () => {
  const duplicates = new NearDuplicates();
  const files = Array.from({ length: 2000 }, (_, index) => fromTemplate(index));
  const folded = files.filter((text, index) => duplicates.fold(`${index}.ts`, text) !== undefined);
  expect(folded).toEqual([]);
  const again = files.map((text, index) => duplicates.fold(`copy ${index}.ts`, `// A copy.\n${text}`));
  expect(again).toEqual(files.map((_, index) => `${index}.ts`));
});

test('forgets the earliest of very many files', () => {
  const duplicates = new NearDuplicates(20);
  for (let index = 0; index < 40; index++) duplicates.fold(`${index}.ts`, someCode(index));
  expect(duplicates.fold('again.ts', someCode(39))).toBe('39.ts');
  expect(duplicates.fold('again.ts', someCode(30))).toBe('30.ts');
  expect(duplicates.fold('again.ts', someCode(0))).toBeUndefined();
});
