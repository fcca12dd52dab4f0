import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sourcesPath } from '@house-style/protocol/model-sources';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelHistory } from './model-history';
import { trainingStorage, type TrainingStorage } from './storage';
import { nothingYet, type TrainingCourse } from './training-course';

let storage: TrainingStorage;
let history: ModelHistory;
beforeEach(async () => {
  storage = trainingStorage(await mkdtemp(path.join(os.tmpdir(), 'model-history-')));
  history = new ModelHistory(storage);
});
afterEach(() => rm(storage.folder, { recursive: true, force: true }));

/** As a training leaves a model, so many minutes after the first. */
async function leave(text: string, minute: number, { runs = 1, stopped = false } = {}): Promise<void> {
  await writeAtomically(storage.model, [Buffer.from(text)]);
  await writeAtomically(sourcesPath(storage.model), [Buffer.from(`of ${text}`)]);
  await utimes(storage.model, 60 * minute, 60 * minute);
  const course: TrainingCourse = { ...nothingYet, runs, best: { step: minute, bits: 2, predicted: minute / 100 } };
  await history.keep(course, stopped);
}
const kept = async () => (await history.read()).models.map(({ predicted }) => (predicted ?? 0) * 100);

describe('the models of a workspace', () => {
  it('are the last three, and nothing of those before is left', async () => {
    for (const [minute, text] of ['a', 'b', 'c', 'd'].entries()) await leave(text, minute + 1);
    expect(await kept()).toEqual([4, 3, 2]);
    expect(await readdir(storage.models)).toHaveLength(7);
  });

  it('can be gone back to, with the list of what they have read, and back again', async () => {
    await leave('first', 1);
    await leave('second', 2);
    const [second, first] = (await history.read()).models;
    await history.use(first!.id);
    expect(await readFile(storage.model, 'utf8')).toBe('first');
    expect(await readFile(sourcesPath(storage.model), 'utf8')).toBe('of first');
    expect((await history.read()).current).toBe(first!.id);
    await history.use(second!.id);
    expect(await readFile(storage.model, 'utf8')).toBe('second');
    // What a later training writes changes none of them.
    await leave('third', 3);
    await history.use(first!.id);
    expect(await readFile(storage.model, 'utf8')).toBe('first');
  });

  it('count a training once that was stopped and went on, and in however many windows it was seen', async () => {
    await leave('other', 1);
    await leave('half', 2, { stopped: true });
    await leave('whole', 3, { runs: 2 });
    await new ModelHistory(storage).keep(nothingYet, false);
    expect(await kept()).toEqual([3, 1]);
    await leave('next', 4);
    expect(await kept()).toEqual([4, 3, 1]);
  });

  it('are none where the list is damaged, and are gone when they are let go of', async () => {
    await leave('a', 1);
    await writeFile(path.join(storage.models, 'models.json'), '{"models":[{"id":"../x"}]}');
    expect(await history.read()).toEqual({ current: null, models: [] });
    await leave('b', 2);
    expect(await kept()).toEqual([2]);
    await history.clear();
    expect(await kept()).toEqual([]);
    expect(await readFile(storage.model, 'utf8')).toBe('b');
  });
});
