import { describe, expect, it } from 'vitest';
import { closedBy, typedBefore } from './closing-brackets';

const typed = (text: string): string => Array.from(text).reduce(typedBefore, '');

describe('what the editor puts behind the cursor', () => {
  it.each([
    ['call(', ')'],
    ['call([', '])'],
    ['call([a]', ')'],
    ['call(a)', ''],
    ['call(a))', ''],
    ['a]b', ''],
    ["'", ''],
  ])('after %j is %j', (text, standing) => expect(typed(text)).toBe(standing));
});

describe('a text closes of what stands behind the cursor', () => {
  it.each([
    ['a, b', ')', 0],
    ['a, b)', ')', 1],
    ['f(a), b', ')', 0],
    ['f(a), b)', ')', 1],
    ['a]);', '])', 2],
    ['a)', '])', 0],
  ])('%j before %j: %i', (text, standing, count) => expect(closedBy(text, standing)).toBe(count));
});
