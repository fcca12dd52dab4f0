const firstDelay = 250;
const longestDelay = 30_000;

/** A process that ran this long was healthy: its end starts the count of crashes anew. Milliseconds. */
export const healthyAfter = 60_000;

/**
 * Milliseconds to wait before a process that ended by itself is started again: soon after the first time, then twice as
 * long each time, so that a process that cannot start does not keep a core busy.
 *
 * @param crashes ends in a row, this one included; 1 or more.
 */
export function restartDelay(crashes: number): number {
  return Math.min(longestDelay, firstDelay * 2 ** (crashes - 1));
}
