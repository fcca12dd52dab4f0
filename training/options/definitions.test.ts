import { expect, test } from 'vitest';
import { defaultInWords, type Definition, definitions, flagOf } from './definitions';
import { trainingOptions, updateRuleOf, windowOf } from './options';

const { patience, lowerCase, learningRate } = definitions;

test('defaults are told in words', () => {
  const switched: Definition = { ...lowerCase, default: true };
  const none: Definition = { ...patience, default: null };
  expect([lowerCase, switched, patience, none].map((one) => defaultInWords(one))).toEqual([
    'off',
    'on',
    '8',
    undefined,
  ]);
  expect(defaultInWords(patience, true)).toBe('chosen');
});

test('defaults that go by the optimiser are told once for those that share them', () => {
  const shared: Definition = { ...learningRate, defaults: { adamw: 1, rmsprop: 1, sgd: 2 }, source: '' };
  expect(defaultInWords(shared, false)).toBe('1 with adamw and rmsprop, 2 with sgd');
  expect(defaultInWords(shared, true)).toBe('chosen with adamw, 1 with rmsprop, 2 with sgd');
});

test('a flag is its name in words', () => {
  expect([flagOf('learningRate'), flagOf('minutes')]).toEqual(['--learning-rate', '--minutes']);
});

test('options are handed on to the update and to the window', () => {
  const options = trainingOptions({ optimiser: 'sgd', weightDecay: 0.1, clipNorm: 3, batch: 5, window: 7 });
  expect(windowOf(options)).toEqual({ time: 7, batch: 5 });
  expect(updateRuleOf(options)).toMatchObject({ optimiser: { kind: 'sgd', weightDecay: 0.1 }, clipNorm: 3 });
});
