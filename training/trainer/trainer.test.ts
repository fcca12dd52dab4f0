/** What the training loop decides, with a program that records what it is asked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CheckpointStore } from '../checkpoint/store';
import { networkOf, type TrainingOptions, trainingOptions, windowOf } from '../options/options';
import { newState } from '../run/new-state';
import { RecordingProgram, weightIn } from '../testing/recording-program';
import { budgetOf } from './budget';
import { RunDevice } from './run-device';
import type { TokenFile } from './segments';
import { TrainingStreams } from './streams';
import { Trainer, type TrainedNetwork } from './trainer';
import { Validation } from './validation';

const vocabulary = new Vocabulary(Array.from('abcdefgh\n'));
const device = { engine: 'recording', kind: 'cpu', threads: 1 } as const;

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'trainer-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

function fileOf(text: string): TokenFile {
  const tokens = vocabulary.encodeFile('a', text);
  return { tokens, body: tokens.indexOf(vocabulary.startOfBody) + 1 };
}

const trainingFiles = Array.from({ length: 40 }, (_, index) => fileOf('abcd\n'.repeat(4 + (index % 7))));
const heldOutFiles = [fileOf('hgfe\n'.repeat(20)), fileOf('gh\n'.repeat(30))];

interface RunOptions extends Partial<TrainingOptions> {
  /** Validation loss by weight. */
  readonly lossOf?: (weight: number) => number;
  readonly onStep?: (step: number) => void;
  readonly validates?: boolean;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly model?: string;
  /** Digest of the corpus of the model that it starts from. */
  readonly from?: string;
}

async function run({
  lossOf = (w) => 1 / w,
  onStep,
  validates = true,
  resume,
  signal,
  model,
  from,
  ...given
}: RunOptions) {
  const options = trainingOptions({
    hidden: [4],
    embedding: 2,
    batch: 2,
    window: 4,
    epochs: 2,
    averaging: 0,
    ...given,
  });
  const network = networkOf(options, vocabulary.size);
  const program = new RecordingProgram(network, lossOf, onStep);
  const streams = new TrainingStreams(trainingFiles, windowOf(options), options.seed);
  const events: TrainingEvent[] = [];
  const checkpoints = new CheckpointStore(path.join(folder, model ?? 'model.onnx'));
  const trainer = new Trainer(
    {
      network,
      program,
      streams,
      validation: validates ? new Validation(heldOutFiles, vocabulary, windowOf(options), options.seed) : undefined,
      budget: budgetOf(options, streams.windowsAnEpoch),
      checkpoints,
      report: (event) => events.push(event),
      checkpointSeconds: 3600,
      runDevice: new RunDevice(device),
    },
    newState(
      {
        ...{ productVersion: '1', options, network, corpusDigest: 'digest', vocabulary: vocabulary.characters },
        ...{ from: from ?? null, device, secondsSpent: 0 },
      },
      streams,
    ),
  );
  if (resume) await trainer.restore((await checkpoints.read()).checkpoint);
  const trained = await trainer.run(signal ?? new AbortController().signal).catch((error: unknown) => error);
  const validations = events.flatMap((event) => (event.event === 'validation' ? [event] : []));
  return { trained: trained as TrainedNetwork, program, validations, streams };
}

describe('the weights that a run ends with', () => {
  test('are those that validated best, not the last', async () => {
    const { trained, validations } = await run({ lossOf: (weight) => 1 + Math.abs(weight - 60) / 100 });
    const best = validations.reduce((least, one) => (one.bitsPerCharacter! < least.bitsPerCharacter! ? one : least));
    for (const { secondsLeft } of validations) expect(secondsLeft).toBeLessThan(600);
    expect(best.step).toBeGreaterThan(40);
    expect(best.step).toBeLessThan(80);
    expect(weightIn(trained.parameters)).toBe(best.step);
    expect(trained.bestStep).toBe(best.step);
    expect(trained.state.step).toBeGreaterThan(best.step + 20);
  });

  test('are the last where nothing is held out', async () => {
    const { trained, program } = await run({ validates: false });
    expect(weightIn(trained.parameters)).toBe(program.steps.length);
    expect(program.validated).toEqual([]);
  });

  test('were validated at the end too, where the last step is none that is validated by plan', async () => {
    const { trained, validations } = await run({});
    const { validationPlan, step } = trained.state;
    // Else this run would not tell.
    expect(step % validationPlan!.everySteps).not.toBe(0);
    expect(validations.at(-1)!.step).toBe(step);
    expect(weightIn(trained.parameters)).toBe(step);
  });

  test('are the average where that validates better', async () => {
    // The average of weights that grow lags behind: here that is right.
    const { trained } = await run({ averaging: 0.9, lossOf: (weight) => 1 + Math.max(0, weight - 5) });
    expect(weightIn(trained.parameters)).not.toBe(trained.bestStep);
    expect(trained.state.best!.averaged).toBe(true);
    expect(weightIn(trained.parameters)).toBeLessThan(trained.bestStep);
  });
});

describe('a run that starts from a model', () => {
  const worse: RunOptions = { from: 'base', lossOf: (weight) => 1 + weight / 100 };

  test('ends with its weights as they were where training only makes them worse', async () => {
    const { trained, validations } = await run(worse);
    expect(weightIn(trained.parameters)).toBe(0);
    expect(trained.bestStep).toBe(0);
    expect(validations[0]).toMatchObject({ step: 0, best: true, bitsPerCharacter: 1 / Math.LN2 });
    expect(validations.slice(1).map(({ best }) => best)).not.toContain(true);
    expect(validations.length).toBeGreaterThan(2);
  });

  test('ends with better ones where there are', async () => {
    const { trained } = await run({ from: 'base' });
    expect(trained.bestStep).toBeGreaterThan(0);
    expect(weightIn(trained.parameters)).toBe(trained.bestStep);
  });

  test('that was stopped before they were validated knows them all the same', async () => {
    const stop = new AbortController();
    const onStep = (step: number): void => {
      if (step === 1) stop.abort();
    };
    const options = { ...worse, model: 'stopped-at-once.onnx' };
    await run({ ...options, onStep, signal: stop.signal });
    const { trained } = await run({ ...options, resume: true });
    expect(trained.bestStep).toBe(0);
    expect(weightIn(trained.parameters)).toBe(0);
  });
});

describe('patience', () => {
  test.each([1, 2, 3])('of %d ends a run after as many validations without improvement', async (patience) => {
    const { trained, validations, program } = await run({ patience, epochs: 20, lossOf: (w) => 1 + Math.abs(w - 30) });
    const bestAt = validations.findLastIndex(({ best }) => best);
    expect(validations.length - 1 - bestAt).toBe(patience);
    expect(trained.state.step).toBe(validations.at(-1)!.step);
    expect(program.steps).toHaveLength(trained.state.step);
  });

  test('begins anew with each improvement', async () => {
    const seen: number[] = [];
    // Better at every second validation: never two in a row without.
    const lossOf = (weight: number): number => {
      if (seen.at(-1) !== weight) seen.push(weight);
      return seen.length % 2 === 1 ? 1 / seen.length : 10;
    };
    const { trained, streams } = await run({ patience: 2, epochs: 4, lossOf });
    expect(trained.state.step).toBe(Math.ceil((4 * streams.windowsAnEpoch) / 2));
  });
});

describe('dropout', () => {
  test('draws another mask for every step, the same again in another run, and none to validate', async () => {
    const [first, second] = [await run({ dropout: 0.5 }), await run({ dropout: 0.5 })];
    const masksOf = ({ program }: typeof first) =>
      program.steps.map(({ batch }) => batch.masks.map((mask) => [...mask]));
    const masks = masksOf(first);
    expect(masks.every((ofStep) => ofStep.length === 1 && ofStep[0]!.length === 8)).toBe(true);
    expect(new Set(masks.flat(2))).toEqual(new Set([0, 2]));
    // Eight units are few: some masks come twice, but not most.
    expect(new Set(masks.map(String)).size).toBeGreaterThan(masks.length / 3);
    expect(masksOf(second)).toEqual(masks);
    expect(first.program.validated.every(({ batch }) => batch.masks.length === 0)).toBe(true);
  });

  test('of none draws none', async () => {
    const { program } = await run({ dropout: 0 });
    expect(program.steps.every(({ batch }) => batch.masks.length === 0)).toBe(true);
  });
});

describe('the learning rate', () => {
  test('rises over the warm-up to what was asked for, and falls to nearly nothing', async () => {
    const { program } = await run({ learningRate: 0.01, warmUp: 10, schedule: 'cosine' });
    const rates = program.steps.map(({ learningRate }) => learningRate);
    const highest = Math.max(...rates);
    expect(highest).toBeLessThanOrEqual(0.01);
    expect(highest).toBeGreaterThan(0.008);
    expect(rates[0]).toBeLessThan(0.3 * highest);
    expect(rates.at(-1)).toBeLessThan(0.01 * highest);
  });
});

describe('a run that was stopped', () => {
  /** Stops after so many steps, then goes on from the checkpoint. */
  async function interrupted(after: number, options: RunOptions) {
    const stop = new AbortController();
    const onStep = (step: number): void => {
      if (step === after) stop.abort();
    };
    const first = await run({ ...options, onStep, signal: stop.signal, model: 'stopped.onnx' });
    expect(first.trained).toMatchObject({ code: 'interrupted' });
    expect(first.program.steps).toHaveLength(after);
    const second = await run({ ...options, resume: true, model: 'stopped.onnx' });
    return { first, second };
  }

  test('ends with the best weights of before, where none after are better', async () => {
    const options: RunOptions = { lossOf: (weight) => 1 + Math.abs(weight - 20) / 100 };
    const whole = await run(options);
    const { second } = await interrupted(90, options);
    expect(weightIn(second.trained.parameters)).toBe(weightIn(whole.trained.parameters));
    expect(second.trained.bestStep).toBe(whole.trained.bestStep);
    expect(second.trained.bestStep).toBeLessThan(90);
  });

  test('ends with the average that it would have ended with', async () => {
    const options: RunOptions = { averaging: 0.99, lossOf: (weight) => 1 + Math.abs(weight - 100) / 1000 };
    const whole = await run(options);
    expect(whole.trained.state.averageUpdates).toBeGreaterThan(10);
    for (const after of [45, 90]) {
      const { second } = await interrupted(after, options);
      expect(second.trained.parameters).toEqual(whole.trained.parameters);
      expect(second.trained.state.averageUpdates).toBe(whole.trained.state.averageUpdates);
      expect(second.trained.state.best).toEqual(whole.trained.state.best);
    }
  });

  test('goes on with the batches and masks that would have come next', async () => {
    const options: RunOptions = { dropout: 0.5 };
    const whole = await run(options);
    const { first, second } = await interrupted(33, options);
    expect([...first.program.steps, ...second.program.steps]).toEqual(whole.program.steps);
  });

  test('has no more patience than it had left', async () => {
    const options: RunOptions = { patience: 3, epochs: 20, lossOf: (weight) => 1 + weight / 1000 };
    const whole = await run(options);
    const { second } = await interrupted(whole.trained.state.step - 1, options);
    expect(second.trained.state.step).toBe(whole.trained.state.step);
  });
});

describe('what is validated', () => {
  test('is the held-out text and nothing of the training text, and the other way round', async () => {
    const { program } = await run({});
    const tokensOf = (
      batches: readonly { readonly inputs: Uint8Array; readonly weights: Float32Array; readonly targets: Uint8Array }[],
    ) => new Set(batches.flatMap(({ targets, weights }) => [...targets].filter((_, index) => weights[index] === 1)));
    const trained = tokensOf(program.steps.map(({ batch }) => batch));
    const validated = tokensOf(program.validated.map(({ batch }) => batch));
    for (const character of 'abcd') expect(validated.has(vocabulary.token(character)!)).toBe(false);
    for (const character of 'efgh') expect(trained.has(vocabulary.token(character)!)).toBe(false);
    for (const character of 'efgh') expect(validated.has(vocabulary.token(character)!)).toBe(true);
  });
});
