import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QuietTime } from './quiet-time';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

test('work is done once, when nothing was asked for as long as it says', () => {
  const quiet = new QuietTime();
  const work = vi.fn();
  quiet.after(1000, work);
  vi.advanceTimersByTime(900);
  quiet.noteRequest();
  vi.advanceTimersByTime(900);
  quiet.noteRequest();
  vi.advanceTimersByTime(999);
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(work).toHaveBeenCalledOnce();
  vi.advanceTimersByTime(10_000);
  expect(work).toHaveBeenCalledOnce();
});

test('work that is asked for later takes the place of what was, and waits as long from then on', () => {
  const quiet = new QuietTime();
  const [first, second] = [vi.fn(), vi.fn()];
  quiet.after(1000, first);
  vi.advanceTimersByTime(900);
  quiet.after(1000, second);
  vi.advanceTimersByTime(999);
  expect(second).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(second).toHaveBeenCalledOnce();
  expect(first).not.toHaveBeenCalled();
});

test('work may ask to be done again, without a turn in which nothing else is', () => {
  const quiet = new QuietTime();
  let times = 0;
  const work = (): void => {
    times += 1;
    quiet.after(1000, work);
  };
  quiet.after(1000, work);
  vi.advanceTimersByTime(5000);
  expect(times).toBe(5);
});
