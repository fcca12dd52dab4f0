import { expect, it } from 'vitest';
import type { GeneratedFile } from '@house-style/protocol/generated-file';
import { barOf, followedNext, writtenInWords } from './draft';

const file: GeneratedFile = {
  text: '',
  end: 'end-of-file',
  follows: 'server//src/a.ts',
  copying: { longestRun: null, shareInLongRuns: 0.416 },
};
const commandsOf = (...bar: Parameters<typeof barOf>): (string | undefined)[] =>
  barOf(...bar).map(({ command }) => command);

it('offers to stop alone while a file is being written', () => {
  expect(commandsOf({ kind: 'writing' })).toEqual(['housestyle.stopWriting']);
});

it('offers what may become of a file, and says where it comes from', () => {
  const actions = ['keepFile', 'anotherFile', 'fromHereOn', 'discardFile'].map((name) => `housestyle.${name}`);
  expect(commandsOf({ kind: 'stopped' })).toEqual([...actions, undefined]);
  expect(commandsOf({ kind: 'written', file })).toEqual([...actions, undefined]);
  expect(barOf({ kind: 'written', file }).at(-1)?.title).toBe(
    'written after server/src/a.ts; 42 % of it stands word for word in your code',
  );
  expect(writtenInWords({ ...file, follows: null })).toBe('House Style: written after no file of this workspace.');
});

it('follows each fitting file in turn', () => {
  expect(followedNext(['a', 'b', 'c'], undefined)).toBe('a');
  expect(followedNext(['a', 'b', 'c'], 'b')).toBe('c');
  expect(followedNext(['a', 'b', 'c'], 'c')).toBe('a');
  expect(followedNext(['a'], 'gone')).toBe('a');
  expect(followedNext([], 'a')).toBeUndefined();
});
