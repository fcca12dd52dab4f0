import { expect, test } from 'vitest';
import { copyingIn } from './copying-report';
import { VerbatimIndex } from './verbatim-index';

const shared = 'export function operate(source, subscriber) { return source.subscribe(subscriber); }';
const files = [
  { path: 'a.ts', text: `// a first file\n${shared}\n` },
  { path: 'b.ts', text: 'const nothing = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => number);\n' },
];

test('finds the whole of what stands in a file, and where', () => {
  const text = `const own = 1;\n${shared}\n// of its own`;
  const index = new VerbatimIndex(files);
  expect(index.runsIn(text)).toEqual([{ start: 14, length: shared.length + 2, path: 'a.ts' }]);
  const report = copyingIn(text, index);
  expect(report.longestRun).toEqual({ characters: shared.length + 2, path: 'a.ts' });
  expect(report.shareInLongRuns).toBeCloseTo((shared.length + 2) / text.length);
});

test('says that nothing is copied where nothing is', () => {
  const report = copyingIn('a text that is quite another one, and longer than a stretch', new VerbatimIndex(files));
  expect(report).toEqual({ longestRun: null, shareInLongRuns: 0 });
});
