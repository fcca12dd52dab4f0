import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Snooze, type SnoozeState } from './snooze';

let snooze: Snooze;
let told: SnoozeState[];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-27T12:00:00Z') });
  snooze = new Snooze();
  told = [];
  snooze.state.onChange((state) => told.push(state));
});
afterEach(() => {
  snooze.dispose();
  vi.useRealTimers();
});

it('ends by itself after five minutes, and tells', () => {
  snooze.forAWhile();
  const until = new Date('2026-11-27T12:05:00Z');
  expect(snooze.state.value).toEqual({ until });
  vi.advanceTimersByTime(5 * 60_000 - 1);
  expect(snooze.state.value).toEqual({ until });
  vi.advanceTimersByTime(1);
  expect(told).toEqual([{ until }, undefined]);
});

it('lasts until a restart where that is wanted, whatever was begun before', () => {
  snooze.forAWhile();
  snooze.untilRestart();
  vi.advanceTimersByTime(24 * 3_600_000);
  expect(snooze.state.value).toEqual({ until: 'restart' });
});

it('begins anew when it is asked for again, and ends when that is asked for', () => {
  snooze.forAWhile();
  vi.advanceTimersByTime(4 * 60_000);
  snooze.forAWhile();
  vi.advanceTimersByTime(4 * 60_000);
  expect(snooze.state.value).toBeDefined();
  snooze.end();
  expect(snooze.state.value).toBeUndefined();
});

it('keeps no timer when it is disposed', () => {
  snooze.forAWhile();
  snooze.dispose();
  expect(vi.getTimerCount()).toBe(0);
});
