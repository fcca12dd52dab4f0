import { expect, test } from 'vitest';
import { rateAndDropout } from './rate-and-dropout';

const run = { characters: 700_000, units: 512, batch: 32, window: 64, updates: 3500 };

test('a run of ten minutes has the rate that it was tuned for, and all of dropout', () => {
  expect(rateAndDropout(run)).toEqual({ learningRate: 0.004, dropout: 0.25 });
});

test('a short run, and a narrow network, take larger steps, up to where larger ones gain nothing', () => {
  expect(rateAndDropout({ ...run, updates: 900 }).learningRate).toBeCloseTo(0.008, 3);
  expect(rateAndDropout({ ...run, units: 256 }).learningRate).toBeCloseTo(0.008, 3);
  expect(rateAndDropout({ ...run, units: 64, updates: 50 }).learningRate).toBe(0.025);
});

test('text that is hardly read again needs no dropout', () => {
  expect(rateAndDropout({ ...run, updates: 300 }).dropout).toBe(0);
});
