import { expect, it } from 'vitest';
import { duration, percent, progressText } from './progress-text';

it('says how far, how good and how long', () => {
  const state = { kind: 'running', fraction: 0.439, secondsLeft: 200, bitsPerCharacter: 1.6 } as const;
  expect(progressText(state)).toBe('43 % · 1.60 bits per character · 3 min left');
});

it('prefers the figure on held-out files', () => {
  const state = {
    kind: 'running',
    fraction: 0,
    secondsLeft: 10,
    bitsPerCharacter: 1,
    heldOutBitsPerCharacter: 2,
  } as const;
  expect(progressText(state)).toBe('0 % · 2.00 bits per character · less than a minute left');
});

it('says 100 % only of what is done', () => {
  expect(percent(0.9999)).toBe('99 %');
  expect(percent(1)).toBe('100 %');
});

it.each([
  [0, 'less than a minute'],
  [29, 'less than a minute'],
  [31, '1 min'],
  [3599, '1 h 0 min'],
  [3720, '1 h 2 min'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
