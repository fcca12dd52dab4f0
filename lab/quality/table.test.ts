import { expect, it } from 'vitest';
import { belowZpaq, qualityTable, type Quality } from './table';

const quality: Quality = {
  training: { seconds: 600, steps: 3000 },
  heldOut: { files: 2, characters: 12_345, of: { files: 26, characters: 85_389 } },
  bitsPerCharacter: { lstm: 1.0654, ngram: 0.9, blend: 0.75 },
  decodedBitsPerCharacter: { lstm: 1.0654, ngram: 0.9, blend: 0.76 },
  interval: { lstm: null, ngram: null, blend: [0.51, 0.83] },
  reliability: {},
  protocol: 'fileByFile',
  yardsticks: {
    'xz -9e': { bitsPerCharacter: 1.2 },
    'PPMd order 12': { skipped: '7z is not installed' },
    'zpaq -m5': { bitsPerCharacter: 1 },
  },
};

it('is one row a corpus, with a dash for what there is no figure of', () => {
  expect(qualityTable({ rxjs: quality }).split('\n')[2]).toBe(
    '| rxjs | 12,345 (some) | 1.065 | 0.900 | 0.750 | 0.51 to 0.83 | 0.760 | 1.200 | – | 1.000 | 25.0 % | – | – | – | – | – | – | – |',
  );
});

it('has as many cells in each row', () => {
  const cells = qualityTable({ a: quality, b: { ...quality, yardsticks: {} } })
    .split('\n')
    .map((row) => row.split('|').length);
  expect(new Set(cells).size).toBe(1);
});

it('compares with zpaq only where both were measured', () => {
  expect(belowZpaq(quality)).toBeCloseTo(0.25, 10);
  expect(belowZpaq({ ...quality, bitsPerCharacter: { lstm: 1 } })).toBeNull();
  expect(belowZpaq({ ...quality, yardsticks: { 'zpaq -m5': { skipped: 'zpaq is not installed' } } })).toBeNull();
});
