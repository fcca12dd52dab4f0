import { expect, it } from 'vitest';
import { dayText } from './day-text';

const now = new Date(2026, 10, 27, 0, 30);
const said = (date: Date) => dayText(date, now, 'en-GB');

it('names a day as people do', () => {
  expect(said(new Date(2026, 10, 27, 0, 1))).toBe('today');
  expect(said(new Date(2026, 10, 26, 23, 59))).toBe('yesterday');
  expect(said(new Date(2026, 10, 24, 12))).toBe('Tuesday');
  expect(said(new Date(2026, 10, 20, 12))).toBe('20 November 2026');
  // A clock that was set back.
  expect(said(new Date(2026, 10, 29, 12))).toBe('29 November 2026');
  expect(said(new Date('nonsense'))).toBeUndefined();
});
