import { expect, test } from 'vitest';
import { nestingDepths } from '@house-style/model/inspection/tracked-quantities';
import { deepest, nestedParentheses } from './nested-parentheses';

test('every text is balanced, at most four deep, and every digit names its depth', () => {
  const text = nestedParentheses(5000, 7);
  expect(text).toMatch(/^[()1-4\n]+$/);
  const depths = nestingDepths(text);
  expect(Math.max(...depths)).toBe(deepest);
  for (const [at, character] of Array.from(text).entries()) {
    if (/\d/.test(character)) expect(Number(character)).toBe(depths[at]);
    if (character === '\n') expect(depths[at]).toBe(0);
  }
  expect(depths.at(-1)).toBe(0);
});

test('the same seed gives the same text, another one another', () => {
  expect(nestedParentheses(500, 7)).toBe(nestedParentheses(500, 7));
  expect(nestedParentheses(500, 8)).not.toBe(nestedParentheses(500, 7));
});
