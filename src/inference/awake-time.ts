import type { Disposable } from '../observable';

/** Time is looked at this often. Milliseconds. */
const slice = 1_000;

/**
 * Calls back once so much time has passed in which this process was awake. Slices of time are counted, none of which is
 * more than its length: while the machine sleeps or this process is blocked, others had no time to answer either.
 */
export function afterAwake(milliseconds: number, callback: () => void): Disposable {
  let left = milliseconds;
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const length = Math.min(left, slice);
    timer = setTimeout(() => {
      left -= length;
      if (left > 0) wait();
      else callback();
    }, length);
  };
  wait();
  return { dispose: () => clearTimeout(timer) };
}
