import { expect, test } from 'vitest';
import { copyingIn } from './copying-report';
import { VerbatimIndex } from './verbatim-index';

const first = Array.from({ length: 40 }, (_, line) => `const first${line} = ${line * line};\n`).join('');
const second = Array.from({ length: 40 }, (_, line) => `let second${line} = ${line + 7};\n`).join('');
const index = new VerbatimIndex([
  { path: 'first.ts', text: first },
  { path: 'second.ts', text: second },
]);

test('what stands so elsewhere is told, with the longest piece and where it comes from', () => {
  const [a, b] = [first.slice(200, 300), second.slice(100, 350)];
  const own = '\n// something that stands in neither of these two files, whatever you do to find it there\n';
  const text = `${a}${own}${b}`;
  const { longestRun, shareInLongRuns } = copyingIn(text, index);
  expect(longestRun?.path).toBe('second.ts');
  expect(longestRun?.characters).toBeGreaterThanOrEqual(250);
  expect(longestRun?.characters).toBeLessThan(255);
  expect(shareInLongRuns).toBeCloseTo(350 / text.length, 1);
  expect(copyingIn(`${b}${own}${a}`, index).longestRun?.path).toBe('second.ts');
});

test('what comes about by chance counts for nothing, and no text is no copy', () => {
  expect(copyingIn(`${first.slice(0, 45)} but not so\n${second.slice(0, 45)}`, index).shareInLongRuns).toBe(0);
  expect(copyingIn('', index)).toEqual({ longestRun: null, shareInLongRuns: 0 });
  expect(copyingIn(first, index)).toEqual({
    longestRun: { characters: first.length, path: 'first.ts' },
    shareInLongRuns: 1,
  });
});
