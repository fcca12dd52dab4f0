import { describe, expect, it } from 'vitest';
import { asReplacement, type PopupChoice } from './popup';
import type { Suggestion } from '@house-style/protocol/suggestion';

/** The line after a suggestion was accepted at `║`, or undefined where it is not offered. */
function accepted(line: string, suggestion: Suggestion, popup?: PopupChoice): string | undefined {
  const [before = '', after = ''] = line.split('║');
  const replacement = asReplacement(suggestion, { document: 'd', offset: before.length, before, after }, popup);
  if (replacement === undefined) return undefined;
  const whole = before + after;
  return whole.slice(0, replacement.start) + replacement.text + whole.slice(replacement.end);
}

describe('without a popup', () => {
  it('stands at the cursor', () => {
    expect(accepted('  const a = ║', { text: 'b;', replaces: 0 })).toBe('  const a = b;');
  });

  it('replaces what it repeats after the cursor', () => {
    expect(accepted('call(║);', { text: 'a, b)', replaces: 1 })).toBe('call(a, b);');
  });

  it('starts at the line’s start, so that it stays while text before it is deleted', () => {
    const cursor = { document: 'd', offset: 4, before: 'x = ', after: '' };
    expect(asReplacement({ text: 'y', replaces: 0 }, cursor, undefined)).toEqual({ start: 0, end: 4, text: 'x = y' });
  });
});

describe('beside a popup', () => {
  const log: PopupChoice = { start: 8, end: 10, text: 'log' };

  it('goes on from its choice, in its place', () => {
    expect(accepted('console.lo║', { text: 'g(value);', replaces: 0 }, log)).toBe('console.log(value);');
  });

  it('is not offered where it would choose otherwise', () => {
    expect(accepted('console.lo║', { text: 'cal();', replaces: 0 }, log)).toBeUndefined();
  });

  it('is not offered where it says no more than the choice', () => {
    expect(accepted('console.lo║', { text: 'g', replaces: 0 }, log)).toBeUndefined();
  });

  it('leaves a closing bracket that the popup would leave', () => {
    expect(accepted('f(lo║)', { text: 'g(a))', replaces: 1 }, { start: 2, end: 4, text: 'log' })).toBe('f(log(a))');
  });

  it('is not offered where it would replace what the popup leaves', () => {
    expect(accepted('f(lo║x)', { text: 'g(a))', replaces: 2 }, { start: 2, end: 4, text: 'log' })).toBeUndefined();
  });
});
