import { describe, expect, it } from 'vitest';
import { editOf, isInConflict, tabIndents, whyBusy } from './manners';

describe('what was done last', () => {
  it.each([
    ['a character', [{ text: 'a' }], false, 'typed'],
    ['a deletion', [{ text: '' }], false, 'deleted'],
    ['deletions at several places', [{ text: '' }, { text: '' }], false, 'deleted'],
    ['a line break that also trims the line above', [{ text: '' }, { text: '\n  ' }], false, 'typed'],
    ['an undone deletion', [{ text: 'abc' }], true, 'undone'],
    ['nothing, as when a file is saved', [], false, undefined],
  ])('is known of %s', (_, changes, undoing, last) => expect(editOf(changes, undoing)).toBe(last));
});

describe('somebody who is at something else', () => {
  const writing = { lastEdit: 'typed', cursors: 1, selecting: false } as const;

  it.each([
    [writing, undefined],
    [{ ...writing, lastEdit: 'deleted' }, 'just-deleted'],
    [{ ...writing, lastEdit: 'undone' }, 'just-undone'],
    [{ ...writing, selecting: true }, 'selection'],
    [{ ...writing, cursors: 2 }, 'several-cursors'],
  ] as const)('is left alone: %j', (activity, reason) => expect(whyBusy(activity)).toBe(reason));
});

describe('a merge conflict', () => {
  const text = 'a\n║<<<<<<< ours║\nb║\n=======║\nc║\n>>>>>>> theirs║\nd║\n';
  const inside = text
    .split('║')
    .slice(0, -1)
    .map((_, index, parts) => {
      const before = parts.slice(0, index + 1).join('');
      return isInConflict(before, text.replaceAll('║', '').slice(before.length));
    });

  it('begins and ends with its markers', () => expect(inside).toEqual([false, true, true, true, true, true, false]));

  it('is none where only one marker stands, or what looks like one within a line', () => {
    expect(isInConflict('<<<<<<< ours\n', 'a\n')).toBe(false);
    expect(isInConflict('x <<<<<<< ours\n', 'a\n>>>>>>> theirs\n')).toBe(false);
    expect(isInConflict('Title\n=======\n', 'a\n')).toBe(false);
  });

  it('may be the second one', () => {
    const first = '<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n';
    expect(isInConflict(`${first}c`, `\n${first}`)).toBe(false);
    expect(isInConflict(`${first}<<<<<<< ours\n`, 'a\n=======\nb\n>>>>>>> theirs\n')).toBe(true);
  });
});

describe('Tab indents', () => {
  it.each([
    ['left of where the line above stands', 'f() {\n  a();\n', true],
    ['left of it, after blank lines', 'def f():\n    a()\n\n  ', true],
    ['behind what opens a block', 'def f():\n', true],
    ['behind a bracket', '  f(\n  ', true],
    ['but not beside the line above', '  a();\n  ', false],
    ['nor where a line has begun', 'f() {\n  a();\n}', false],
    ['nor further right', 'f() {\n  ', false],
    ['nor in the first line', '', false],
    ['nor beside tabs', '\ta();\r\n\t', false],
    ['but left of tabs', '\ta();\r\n', true],
  ])('%s', (_, before, indents) => expect(tabIndents(before)).toBe(indents));
});
