import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { afterAwake } from './awake-time';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('calls back when the time has passed, once', async () => {
  const callback = vi.fn();
  afterAwake(2_500, callback);
  await vi.advanceTimersByTimeAsync(2_499);
  expect(callback).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(callback).toHaveBeenCalledTimes(1);
});

it('counts an hour of sleep as one look', async () => {
  const callback = vi.fn();
  afterAwake(15_000, callback);
  // What was due meanwhile is called once at waking, as the event loop does it.
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersToNextTimerAsync();
  await vi.advanceTimersByTimeAsync(13_000);
  expect(callback).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(callback).toHaveBeenCalledTimes(1);
});

it('does not call back once it is disposed', async () => {
  const callback = vi.fn();
  const waiting = afterAwake(2_500, callback);
  await vi.advanceTimersByTimeAsync(1_500);
  waiting.dispose();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(callback).not.toHaveBeenCalled();
});
