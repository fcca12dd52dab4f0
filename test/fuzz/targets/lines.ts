/** Files of JSON, one value or one value a line: the code of a workspace, the record of a run, the events of a training. */
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { corpusLine, readCorpusFile } from '@house-style/protocol/corpus-file';
import { Failure } from '@house-style/protocol/failure';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { EventTail } from '../../../src/training/event-tail';
import { readRunRecord } from '../../../src/training/run-record';
import { mutateBytes } from '../mutate-bytes';
import { mutatedText } from '../mutate-json';
import type { SeededDraws } from '@house-style/model/testing/seeded-draws';
import type { Target } from '../target';

const often = { inputsPerProcess: 10_000, inputsInTests: 2_000 };

export const corpusFile: Target = {
  ...often,
  prepare: (folder) => {
    const file = path.join(folder, 'corpus.jsonl');
    const values = ['a.ts', 'b.ts'].map((name) => ({
      path: name,
      text: 'x = 1;\n'.repeat(9),
      heldOut: false,
      modified: 1,
    }));
    const base = values.map(corpusLine).join('');
    return Promise.resolve(async (random) => {
      await writeFile(file, damaged(values, base, random));
      try {
        await readCorpusFile(file);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
      }
    });
  },
};

export const runRecord: Target = {
  ...often,
  prepare: (folder) => {
    const file = path.join(folder, 'training.json');
    const value = { pid: 123, folder: '/code', startedAt: new Date(0).toISOString() };
    return Promise.resolve(async (random) => {
      await writeFile(file, damaged([value], JSON.stringify(value), random));
      const record = await readRunRecord(file);
      if (record !== undefined && !(Number.isInteger(record.pid) && record.pid > 0)) throw new Error('This is no pid.');
    });
  },
};

const events: readonly TrainingEvent[] = [
  { event: 'notice', message: 'None.' },
  { event: 'checkpoint', step: 3, path: '/model' },
  { event: 'validation', step: 3, fraction: 0.5, epoch: 1, secondsLeft: 2, bitsPerCharacter: 2.5, best: true },
  { event: 'error', code: 'internal', message: 'Broken.' },
];

export const trainingEvents: Target = {
  ...often,
  prepare: (folder) => {
    const file = path.join(folder, 'training.jsonl');
    const base = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    return Promise.resolve(async (random) => {
      const tail = new EventTail(file, () => undefined);
      await writeFile(file, damaged(events, base, random));
      await tail.read();
      // Whatever stood there, what is appended on a line of its own is read.
      await appendFile(file, `\n${base}`);
      const read = await tail.read();
      if (read.length < events.length) throw new Error(`Of ${events.length} events, ${read.length} were read.`);
    });
  },
};

function damaged(values: readonly unknown[], base: string, random: SeededDraws): Buffer | string {
  if (random.chance(0.5)) return mutateBytes(Buffer.from(base), random);
  return values.map((value) => `${mutatedText(value, random)}\n`).join('');
}
