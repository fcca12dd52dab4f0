import { expect, test } from 'vitest';
import { sources } from '../pretraining/sources';
import { benchmarkCorpora, foreignCorpora } from './corpora';

test('the pretrained network has read nothing of what quality is measured on', () => {
  const measured = [
    ...Object.values(benchmarkCorpora).map((folder) => folder.split('/')[1]),
    ...Object.values(foreignCorpora).map(({ name }) => name),
  ];
  expect(measured).toContain('rxjs');
  const read = sources.map(({ name }) => name);
  expect(read.filter((name) => measured.includes(name))).toEqual([]);
});
