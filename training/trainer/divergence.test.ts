import { expect, test } from 'vitest';
import { divergence, isHealthy, type LossHistory, withLoss } from './divergence';

function after(...losses: number[]): LossHistory {
  return losses.reduce<LossHistory>(withLoss, { smoothed: null, lowest: null });
}

test('a loss or gradient that is no number is divergence', () => {
  expect(divergence({ loss: NaN, gradientNorm: 1 }, after(3))).toMatch(/loss/);
  expect(divergence({ loss: 1, gradientNorm: Infinity }, after(3))).toMatch(/gradient/);
});

test('a single odd window is none, a lasting rise is', () => {
  const trained = after(...new Array<number>(300).fill(1));
  expect(divergence({ loss: 8, gradientNorm: 1 }, trained)).toBeUndefined();
  const exploded = after(...new Array<number>(300).fill(1), ...new Array<number>(20).fill(5));
  expect(divergence({ loss: 5, gradientNorm: 1 }, exploded)).toBe(
    'the loss rose from 1.00 to 3.57 nats'.replace('3.57', (1 + 4 * (1 - 0.95 ** 21)).toFixed(2)),
  );
});

test('weights are not worth keeping while the loss is well above its lowest', () => {
  expect(isHealthy(after(...new Array<number>(300).fill(1)))).toBe(true);
  expect(isHealthy(after(...new Array<number>(300).fill(1), ...new Array<number>(10).fill(4)))).toBe(false);
});
