import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { optionsPage, published } from './page';

test('the published page of training options is what their definitions give (npm run options-page)', async () => {
  expect(await readFile(published, 'utf8')).toBe(await optionsPage());
});
