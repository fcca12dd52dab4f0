/** How sure a share is. */

export interface Share {
  readonly of: number;
  readonly share: number | null;
  /** 95 %, by Wilson's score. */
  readonly interval: readonly [number, number] | null;
}

const z = 1.96;

export function shareOf(values: readonly boolean[]): Share {
  const of = values.length;
  if (of === 0) return { of, share: null, interval: null };
  const share = values.filter(Boolean).length / of;
  const scale = 1 + z ** 2 / of;
  const middle = (share + z ** 2 / (2 * of)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { of, share, interval: [Math.max(0, middle - half), Math.min(1, middle + half)] };
}

export function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
