import { expect, test } from 'vitest';
import fc from 'fast-check';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { networkOf } from '@house-style/model/testing/random-model';
import type { Batch } from '../engines/engine';
import { RecordingProgram } from '../testing/recording-program';
import type { TokenFile } from './segments';
import { planValidation, Validation } from './validation';

const vocabulary = new Vocabulary(Array.from('abcdefgh\n'));
const window = { time: 8, batch: 3 };

function fileOf(text: string): TokenFile {
  const tokens = vocabulary.encodeFile('ab', text);
  return { tokens, body: tokens.indexOf(vocabulary.startOfBody) + 1 };
}

/** What a validation asks of a program that predicts every token with a bit. */
async function validated(files: readonly TokenFile[], windows: number, seed = 1) {
  const program = new RecordingProgram(networkOf({ vocabulary: vocabulary.size }), () => Math.LN2);
  const validation = new Validation(files, vocabulary, window, seed);
  const quality = await validation.measure(program, windows);
  const batches = program.validated.map(({ batch }) => batch);
  return { validation, quality, batches, program };
}

/** The targets that count, by lanes, each with the token that it follows. */
function countedIn(batches: readonly Batch[]): string[] {
  return batches.flatMap(({ inputs, targets, weights }) =>
    [...targets].flatMap((target, index) => (weights[index] === 1 ? [`${inputs[index]} ${target}`] : [])),
  );
}

function bodyOf({ tokens, body }: TokenFile): string[] {
  return Array.from(tokens.slice(body, -1), (token, index) => `${tokens[body + index - 1]} ${token}`);
}

const lengths = [3, 50, 120, 17, 240, 64, 9, 33];
const files = lengths.map((length, index) =>
  fileOf(
    'abcdefgh\n'
      .slice(index % 5)
      .repeat(length)
      .slice(0, length),
  ),
);

test('all files that there is time for are read, each character of their bodies once, in lanes of one length', async () => {
  const { validation, quality, batches } = await validated(files, 1000);
  expect(countedIn(batches).sort()).toEqual(files.flatMap(bodyOf).sort());
  expect(quality).toEqual({ bitsPerCharacter: expect.closeTo(1, 6) as number, predicted: 0.5 });
  expect(batches).toHaveLength(validation.available);
  const windows = files.reduce((sum, { tokens }) => sum + Math.ceil((tokens.length - 2) / window.time), 0);
  const longest = Math.ceil((Math.max(...lengths) + 4) / window.time);
  expect(validation.available).toBeLessThanOrEqual(Math.ceil(windows / window.batch) + longest / 2);
});

test('a sample is as large as it is asked to be, the same for a seed and another one for another', async () => {
  const many = Array.from({ length: 60 }, (_, index) => fileOf('abcdefgh\n'.slice(index % 9).repeat(5)));
  const { quality, batches } = await validated(many, 12);
  expect(quality.bitsPerCharacter).toBeCloseTo(1, 6);
  expect(batches.length).toBeGreaterThan(8);
  expect(batches.length).toBeLessThanOrEqual(16);
  expect(countedIn((await validated(many, 12)).batches)).toEqual(countedIn(batches));
  expect(countedIn((await validated(many, 12, 2)).batches)).not.toEqual(countedIn(batches));
});

test('a long file is cut, and what stands before a part is read before it and not counted', async () => {
  const long = fileOf('abcdefgh\n'.repeat(1000));
  const { quality, batches, validation } = await validated([long], 1000);
  expect(quality.bitsPerCharacter).toBeCloseTo(1, 6);
  expect(countedIn(batches)).toHaveLength(9000);
  expect(validation.available).toBeLessThan(9000 / window.time / 2);
});

test('the time of a window is that of one that is really run', async () => {
  const { validation, program } = await validated(files, 1000);
  program.validated.length = 0;
  const seconds = await validation.secondsAWindow(program);
  expect(program.validated).toHaveLength(2);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(10);
});

test('validation takes about a twentieth of the run, or reads the least that says something', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer({ min: 1, max: 1e5 }),
      fc.double({ min: 0.01, max: 2, noNaN: true }),
      (steps, available, cost) => {
        const { windows, everySteps } = planValidation(steps, available, cost);
        expect(windows).toBeGreaterThanOrEqual(1);
        expect(windows).toBeLessThanOrEqual(available);
        expect((windows * cost) / everySteps).toBeLessThanOrEqual(0.05 + 1e-9);
      },
    ),
  );
});

test('a long run validates some two dozen times, over all files where it can', () => {
  expect(planValidation(24_000, 20, 0.35)).toEqual({ windows: 20, everySteps: 1000 });
});

test('a run that cannot read all files so often reads more of them less often', () => {
  const { windows, everySteps } = planValidation(8_000, 40, 0.7);
  expect(windows).toBe(40);
  expect(8_000 / everySteps).toBeGreaterThan(10);
  expect(8_000 / everySteps).toBeLessThan(24);
  expect(planValidation(8_000, 400, 0.7)).toEqual({ windows: 57, everySteps: 800 });
});
