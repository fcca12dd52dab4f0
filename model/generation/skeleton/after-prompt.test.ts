import { expect, it } from 'vitest';
import { languageOf } from '../../structure/languages';
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

it('goes on elsewhere where that makes fewer errors, at the nearest place that makes none', () => {
  const twice = [...lines, '', 'export function second() {', '}'];
  const longer = { language: languageOf('.ts'), slots: [{ kind: 'firm', lines: twice }] } as const;
  const prompt = `${lines.slice(0, 8).join('\n')}\n}\n`;
  const from = (errorsIn?: (text: string) => number): string | undefined =>
    afterPrompt(longer, prompt, errorsIn).slots[0]?.lines[0];
  expect(from(() => 0)).toBe(from());
  expect(from((text) => (text.startsWith(`${prompt}export function second`) ? 0 : 1))).toBe(twice[11]);
  expect(from((text) => (text.startsWith(`${prompt}export function`) ? 0 : 1))).toBe(twice[11]);
  // None is right, and one is less wrong.
  expect(from((text) => (text === `${prompt}${twice.slice(7).join('\n')}\n` ? 1 : 2))).toBe(lines[7]);
  expect(from((text) => (text === `${prompt}\n` ? 0 : 1))).toBeUndefined();
});

it('goes on within what is open at the nearest line that may stand there', () => {
  expect(goesOn(['const other = {', '  value: `', '  of its own'])).toBeDefined();
  expect(goesOn(['other(', '  {'])).toBe(lines[0]);
  expect(goesOn(['x', 'y', 'z', '/*', 'quite', 'another', 'thing'])).toBe(lines[6]);
});
