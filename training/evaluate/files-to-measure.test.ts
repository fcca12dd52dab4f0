import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCorpus } from '@house-style/corpus/corpus';
import { isHeldOut } from '@house-style/corpus/split';
import { asciiVocabulary as vocabulary, metadataFor, networkOf } from '@house-style/model/testing/random-model';
import { filesToMeasure } from './files-to-measure';

let folder: string;
const names = Array.from({ length: 30 }, (_, index) => `file${index}.ts`);
/** None of them would be held out by its name. */
const heldOut = names.filter((name) => !isHeldOut(name)).slice(0, 3);
const paths = (files: readonly { readonly path: string }[]): string[] => files.map((file) => file.path).sort();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'files-to-measure-'));
  for (const [index, name] of names.entries()) {
    const lines = Array.from({ length: 30 }, (_, line) => `const name${index}_${line} = ${index * line};\n`);
    await writeFile(path.join(folder, name), lines.join(''));
  }
});
afterEach(() => rm(folder, { recursive: true }));

describe('what a model is measured over', () => {
  const model = { vocabulary, metadata: { ...metadataFor(networkOf()), heldOut } };

  test('is what its own training held out, whatever would be held out today', async () => {
    const told: string[] = [];
    const { available, training } = await filesToMeasure(model, folder, {}, (sentence) => told.push(sentence));
    expect(paths(available)).toEqual([...heldOut].sort());
    expect(paths(training)).toEqual(names.filter((name) => !heldOut.includes(name)).sort());
    expect(told).toEqual([expect.stringContaining('not exactly those')]);
  });

  test('is what a training would hold out, where the model was trained on other code', async () => {
    const told: string[] = [];
    const asked = { untrained: true };
    const { available } = await filesToMeasure(model, folder, asked, (sentence) => told.push(sentence));
    expect(paths(available)).toEqual(names.filter(isHeldOut).sort());
    expect(told).toEqual([]);
  });

  test('is everything where that is asked for, and told to be so', async () => {
    const { digest } = await loadCorpus(folder, { vocabulary, minimumCharacters: 0, heldOutPaths: heldOut });
    const { metadata } = model;
    const trained = { ...model, metadata: { ...metadata, corpus: { ...metadata.corpus, digest } } };
    const told: string[] = [];
    const { available } = await filesToMeasure(trained, folder, { all: true }, (sentence) => told.push(sentence));
    expect(paths(available)).toEqual([...names].sort());
    expect(told).toEqual([expect.stringContaining('better than they are')]);
  });

  test('is nothing in a folder that has none of it', async () => {
    const other = { ...model, metadata: { ...model.metadata, heldOut: ['elsewhere.ts'] } };
    await expect(filesToMeasure(other, folder, {}, () => undefined)).rejects.toMatchObject({ code: 'file-not-found' });
  });
});
