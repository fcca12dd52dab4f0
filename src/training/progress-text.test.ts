import { expect, it } from 'vitest';
import { duration, percent, progressText } from './progress-text';

it('says how far, how good and how long', () => {
  const state = { kind: 'running', fraction: 0.439, secondsLeft: 200, predicted: 0.819 } as const;
  expect(progressText(state)).toBe('43 % · predicts 81 % of unseen files · 3 min left');
});

it('says nothing of how good it is before that was tried on unseen files', () => {
  const state = { kind: 'running', fraction: 0, secondsLeft: 10 } as const;
  expect(progressText(state)).toBe('0 % · less than a minute left');
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
