import { expect, it } from 'vitest';
import { asPreferences } from './preferences';

it.each([
  [0.8, false, { acceptance: 0.8, multiLine: false }],
  [undefined, undefined, { acceptance: 0.6, multiLine: true }],
  [0, true, { acceptance: 0.3, multiLine: true }],
  [7, true, { acceptance: 0.95, multiLine: true }],
  ['often', 'yes', { acceptance: 0.6, multiLine: true }],
])('settings of %j and %j are taken as %j', (acceptance, multiLine, preferences) => {
  expect(asPreferences(acceptance, multiLine)).toEqual(preferences);
});
