import { expect, it } from 'vitest';
import { isLanguageEnabled } from './language';

it.each([
  [{}, 'python', true],
  [{ '*': false }, 'python', false],
  [{ '*': false, python: true }, 'python', true],
  [{ '*': true, markdown: false }, 'markdown', false],
  [{ markdown: false }, 'python', true],
])('with %j, %s is on: %s', (languages, language, on) => {
  expect(isLanguageEnabled(languages, language)).toBe(on);
});
