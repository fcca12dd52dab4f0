import { describe, expect, it } from 'vitest';
import { decidingScope, isLanguageEnabled } from './language';

it.each([
  [{}, 'python', true],
  [{ '*': false }, 'python', false],
  [{ '*': false, python: true }, 'python', true],
  [{ '*': true, markdown: false }, 'markdown', false],
  [{ markdown: false }, 'python', true],
])('with %j, %s is on: %s', (languages, language, on) => {
  expect(isLanguageEnabled(languages, language)).toBe(on);
});

describe('the scope that decides about a language', () => {
  const named = { python: false };
  const other = { '*': false, ruby: true };
  it.each([
    [{ user: undefined, workspace: undefined, folder: undefined }, 'user'],
    [{ user: named, workspace: undefined, folder: undefined }, 'user'],
    [{ user: named, workspace: other, folder: other }, 'user'],
    [{ user: named, workspace: named, folder: undefined }, 'workspace'],
    [{ user: undefined, workspace: named, folder: other }, 'workspace'],
    [{ user: named, workspace: named, folder: named }, 'folder'],
    [{ user: undefined, workspace: other, folder: named }, 'folder'],
  ] as const)('of %j is the narrowest that names it, else the user: %s', (scopes, scope) => {
    expect(decidingScope(scopes, 'python')).toBe(scope);
  });
});
