import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { figureRuns } from './figure-runs';
import { figuresSchema } from './figures';
import { presetsPage } from './page';
import { presets } from '@house-style/training/options/presets';

const docs = path.resolve(import.meta.dirname, '../../docs');
const figures = figureRuns.map(({ name }) =>
  figuresSchema.parse(JSON.parse(readFileSync(path.join(docs, 'presets', `${name}.json`), 'utf8'))),
);

test('every preset has been run, as it is listed', () => {
  expect(new Set(figureRuns.map(({ preset }) => preset))).toEqual(new Set(presets.map(({ name }) => name)));
  for (const [index, { name, preset, given }] of figureRuns.entries()) {
    expect(figures[index]).toMatchObject({ run: name, preset });
    expect(figures[index]!.given).toEqual(given);
  }
});

test('the published page is what these figures give, with a sample and a curve of each run', async () => {
  const page = presetsPage(figures);
  const published = readFileSync(path.join(docs, 'presets.md'), 'utf8');
  expect(published).toBe(await format(page, { parser: 'markdown', printWidth: 120 }));
  for (const { run, sample } of figures) {
    expect(sample.text.trim()).not.toBe('');
    expect(page).toContain(`![Training curve](presets/${run}.svg)`);
  }
  const pictures = [...page.matchAll(/\]\((presets\/[^)]*\.svg)\)/g)].map(([, picture]) => picture!);
  expect(pictures.filter((picture) => !existsSync(path.join(docs, picture)))).toEqual([]);
});
