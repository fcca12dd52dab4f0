import { describe, expect, test } from 'vitest';
import { trainingEvent } from './training-events';

const progress = { step: 3, fraction: 0.5, epoch: 1.5, secondsLeft: 60 };
const quality = { bitsPerCharacter: 1, predicted: 0.5 };
const measured = { model: 'm.onnx', bitsPerCharacter: null };
const rates = { charactersPerSecond: 1000 };

/** As a training prints them. */
const events: readonly Readonly<Record<string, unknown>>[] = [
  { event: 'step', ...progress, ...rates, bitsPerCharacter: 2, learningRate: 0.001 },
  { event: 'validation', ...progress, bitsPerCharacter: null, best: true },
  { event: 'validation', ...progress, ...quality, best: false },
  { event: 'sample', step: 3, text: 'const a' },
  { event: 'checkpoint', step: 3, path: 'm.checkpoint' },
  { event: 'notice', message: 'The disk is slow.' },
  { event: 'compared', before: quality, after: quality, files: 2, characters: 900, better: true },
  { event: 'done', ...measured, ...rates, steps: 3, seconds: 9, largestDifference: 1e-6 },
  { event: 'kept', ...measured, steps: 3, better: false },
  { event: 'error', code: 'disk-full', message: 'The disk is full.' },
];

describe('an event that a training prints', () => {
  test.each(events)('is read as it is: %j', (event) => {
    expect(trainingEvent.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });

  test.each(events)('is refused without any part of it: %j', (event) => {
    const optional = ['predicted'];
    for (const part of Object.keys(event).filter((name) => !optional.includes(name))) {
      const { [part]: left, ...others } = event;
      expect(trainingEvent.safeParse(others).success, `${part}: ${String(left)}`).toBe(false);
    }
  });

  test.each([
    { ...events[0], fraction: 1.01 },
    { ...events[0], secondsLeft: -1 },
    { ...events[0], step: 1.5 },
    { ...events[2], predicted: 2 },
    { event: 'sample', step: 3, text: 'x'.repeat(1001) },
    { event: 'error', code: 'nonesuch', message: '' },
    { event: 'unheard' },
  ])('is refused where it says what cannot be: %j', (event) => {
    expect(trainingEvent.safeParse(event).success).toBe(false);
  });
});
