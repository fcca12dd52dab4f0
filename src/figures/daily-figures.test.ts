import { describe, expect, it } from 'vitest';
import { byLanguage, dateOf, type Days, nothing, savedShare, since, storedDays, withMore } from './daily-figures';

const none: Days = [];

describe('figures of days', () => {
  it('are added up by day and language, oldest day first', () => {
    let days = withMore(none, '2026-03-02', 'python', { shown: 1 });
    days = withMore(days, '2026-03-01', 'go', { typed: 5 });
    days = withMore(days, '2026-03-02', 'python', { shown: 1, accepted: 1 });
    expect(days).toEqual([
      { date: '2026-03-01', languages: { go: { ...nothing, typed: 5 } } },
      { date: '2026-03-02', languages: { python: { ...nothing, shown: 2, accepted: 1 } } },
    ]);
    expect(storedDays.parse(JSON.parse(JSON.stringify(days)))).toEqual(days);
  });

  it('are told from a day on, and for each language, the one first that most was saved in', () => {
    let days = withMore(none, '2026-03-01', 'go', { saved: 100, typed: 1 });
    days = withMore(days, '2026-03-02', 'python', { saved: 3, typed: 2 });
    days = withMore(days, '2026-03-03', 'go', { saved: 1, typed: 2 });
    expect(since(days, '2026-03-02')).toEqual({ ...nothing, saved: 4, typed: 4 });
    expect(byLanguage(days, '2026-03-02').map(([language]) => language)).toEqual(['python', 'go']);
    expect(byLanguage(days, '2026-03-01').map(([language]) => language)).toEqual(['go', 'python']);
  });

  it('of old days and of more languages than anybody has are let go', () => {
    let days = none;
    for (let day = 0; day < 95; day++) days = withMore(days, dateOf(new Date(2026, 0, 1 + day)), 'go', { typed: 1 });
    expect(days).toHaveLength(90);
    expect(days[0]!.date).toBe('2026-01-06');
    for (let language = 0; language < 120; language++)
      days = withMore(days, '2026-09-09', `l${language}`, { typed: 1 });
    expect(Object.keys(days.at(-1)!.languages)).toHaveLength(100);
  });

  it('say no share where nothing was written', () => {
    expect(savedShare(nothing)).toBeNull();
    expect(savedShare({ ...nothing, saved: 1, typed: 3 })).toBe(0.25);
  });

  it('count days where the machine is', () => {
    expect(dateOf(new Date(2026, 2, 1, 23, 59))).toBe('2026-03-01');
    expect(dateOf(new Date(2026, 2, 1, 0, 1), 1)).toBe('2026-02-28');
  });
});
