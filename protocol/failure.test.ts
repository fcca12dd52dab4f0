import { expect, test } from 'vitest';
import { asFailure, Failure, isSystemError, outOfOpenFiles } from './failure';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: said the system`), { code });

test.each([
  [systemError('ENOSPC'), 'disk-full'],
  [systemError('EMFILE'), 'too-many-open-files'],
  [systemError('ENFILE'), 'too-many-open-files'],
  [systemError('EACCES'), 'internal'],
  [new Error('unforeseen'), 'internal'],
  ['thrown as text', 'internal'],
  [Object.assign(new Error('a number'), { code: 28 }), 'internal'],
])('%s is the failure %s, with its cause', (thrown, code) => {
  const failure = asFailure(thrown);
  expect(failure).toMatchObject({ code, cause: thrown, name: 'Failure' });
  if (code === 'internal') expect(failure.message).toBe(thrown instanceof Error ? thrown.message : thrown);
});

test('a failure stays the same', () => {
  const failure = new Failure('usage', 'Say it otherwise.');
  expect(asFailure(failure)).toBe(failure);
});

test('an error of the system has a code in letters', () => {
  expect(isSystemError(systemError('ENOENT'))).toBe(true);
  expect(isSystemError({ code: 'ENOENT' })).toBe(false);
  expect(isSystemError(new Error('none'))).toBe(false);
  expect(outOfOpenFiles(systemError('ENOENT'))).toBeUndefined();
});
