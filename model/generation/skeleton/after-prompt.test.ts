import { expect, it } from 'vitest';
import { languageOf } from '../structure/languages';
import { afterPrompt } from './after-prompt';

const lines = [
  "import { a } from './a';",
  '',
  '/**',
  ' * Emits what comes first.',
  ' *',
  ' * @param count how many',
  ' */',
  'export function first(count: number) {',
  '  return a(count);',
  '}',
];
const skeleton = { language: languageOf('.ts'), slots: [{ kind: 'firm', lines }] } as const;

function goesOn(given: readonly string[]): string | undefined {
  return afterPrompt(skeleton, `${given.join('\n')}\n`).slots[0]?.lines[0];
}

it('goes on behind the line that is the last one given', () => {
  expect(goesOn(lines.slice(0, 8))).toBe(lines[8]);
  expect(goesOn(["import { b } from './b';", '', 'export function second(count: number) {'])).toBe(lines[8]);
});

it('goes on within the comment that is begun', () => {
  expect(goesOn(["import { b } from './b';", '', '/**'])).toBe(lines[3]);
  expect(goesOn([...lines.slice(0, 4), ' *'])).toBe(lines[5]);
  expect(goesOn(['/**', ' * Something of its own.'])).toMatch(/^ \*/);
});

it('goes on behind the comment that is given', () => {
  expect(goesOn(['/**', ' * Something of its own.', ' */'])).toBe(lines[7]);
});

it('begins where nothing is given', () => {
  expect(afterPrompt(skeleton, '')).toBe(skeleton);
});
