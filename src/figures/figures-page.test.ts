import { expect, it } from 'vitest';
import { type Days, nothing, withMore } from './daily-figures';
import { figuresPage } from './figures-page';

const now = new Date(2026, 2, 31, 12);

it('says what came of suggestions today, this week and this month, and in which languages', () => {
  let days: Days = [];
  days = withMore(days, '2026-03-31', 'typescript', {
    ...nothing,
    shown: 40,
    accepted: 20,
    kept: 18,
    saved: 300,
    typed: 700,
  });
  days = withMore(days, '2026-03-26', 'python', {
    ...nothing,
    shown: 1000,
    accepted: 400,
    kept: 390,
    saved: 1500,
    typed: 500,
  });
  days = withMore(days, '2026-03-02', 'python', { ...nothing, shown: 1, accepted: 1, kept: 1, saved: 9, typed: 1 });
  days = withMore(days, '2026-03-01', 'go', { ...nothing, shown: 5, saved: 5 });
  const rows = figuresPage(days, now, 'en')
    .split('\n')
    .filter((line) => /\d %|\d%/.test(line));
  expect(rows).toEqual([
    '| Today | 40 | 20 | 18 | 300 | 30% |',
    '| 7 days | 1,040 | 420 | 408 | 1,800 | 60% |',
    '| 30 days | 1,041 | 421 | 409 | 1,809 | 60% |',
    '| `python` | 1,001 | 401 | 391 | 1,509 | 75% |',
    '| `typescript` | 40 | 20 | 18 | 300 | 30% |',
  ]);
});

it('has no languages where nothing was suggested, and no way out of a table', () => {
  expect(figuresPage([], now, 'en')).not.toMatch(/By language/);
  expect(figuresPage([], now, 'en')).toMatch(/\| Today \| 0 \| 0 \| 0 \| 0 \| – \|/);
  const page = figuresPage(withMore([], '2026-03-31', 'a`|b', { shown: 1 }), now, 'en');
  expect(page).toContain('| `ab` | 1 |');
});
