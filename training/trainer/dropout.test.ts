import { describe, expect, test } from 'vitest';
import { dropoutMasks } from './dropout';

const network = {
  cell: 'lstm',
  input: 'embedding',
  vocabulary: 50,
  embedding: 8,
  hidden: [200, 100],
  dropout: 0.3,
} as const;

describe('dropout masks', () => {
  test('drop their share of units and scale up the others, so that the mean stays', () => {
    const masks = dropoutMasks(network, 64, 7, 0);
    expect(masks.map(({ length }) => length)).toEqual([200 * 64, 100 * 64]);
    for (const mask of masks) {
      expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
      expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
    }
  });

  test('are the same for the same seed and step, and others for others', () => {
    const drawn = dropoutMasks(network, 4, 7, 3);
    expect(dropoutMasks(network, 4, 7, 3)).toEqual(drawn);
    expect(dropoutMasks(network, 4, 7, 4)).not.toEqual(drawn);
    expect(dropoutMasks(network, 4, 8, 3)).not.toEqual(drawn);
  });

  test('are not drawn where nothing is dropped', () => {
    expect(dropoutMasks({ ...network, dropout: 0 }, 4, 7, 3)).toEqual([]);
  });
});
