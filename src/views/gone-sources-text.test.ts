import { expect, test } from 'vitest';
import { goneSourcesText } from './gone-sources-text';

test.each([
  [1, ['server//a.ts'], 'left out by now: server/a.ts.'],
  [1, ['a.ts'], 'a file that is deleted or left out by now: a.ts.'],
  [9, ['a.ts', 'b.ts', 'c.ts'], '9 files that are deleted or left out by now, such as a.ts.'],
  [1, ['x'.repeat(100) + '.ts'], `now: ${'x'.repeat(57)}.ts.`],
])('names one of %i files', (count, paths, expected) => {
  expect(goneSourcesText(count, paths)).toContain(expected);
});
