/** What is settled for a run that goes on from a trained network, with an engine whose steps take a known time. */
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import type { Corpus, CorpusFile } from '@house-style/corpus/corpus';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Network } from '@house-style/model/network';
import type { Device, TrainingEngine } from '../engines/engine';
import type { TrainingOptions } from '../options/options';
import { RecordingProgram } from '../testing/recording-program';
import { fineTuning } from './fine-tuning';

const vocabulary = new Vocabulary(Array.from('abc\n'));
const secondsOfAStep = 0.1;
const charactersOfAnUpdate = 16 * 64;
const shareOfSteps = 0.93;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function corpusOf(characters: number): Corpus {
  const text = 'abc\n'.repeat(characters / 4);
  const file: CorpusFile = { path: 'a', tokens: vocabulary.encodeFile('a', text), characters };
  return { vocabulary, training: [file], characters } as unknown as Corpus;
}

function settle(
  characters: number,
  minutes: number,
  given: Partial<TrainingOptions> = {},
  kind: Device['kind'] = 'cpu',
) {
  const engine = {
    name: 'recording',
    compile: (network: Network) =>
      Promise.resolve(
        new RecordingProgram(
          network,
          () => 1,
          () => vi.advanceTimersByTime(secondsOfAStep * 1000),
        ),
      ),
  } as unknown as TrainingEngine;
  const chosen = { engine, device: { engine: engine.name, kind }, reasons: [] };
  return fineTuning({ hidden: [4], embedding: 2, minutes, ...given }, minutes, corpusOf(characters), chosen);
}

/** Characters of which so many minutes are so many passes. */
function charactersFor(passes: number, minutes: number): number {
  return 4 * Math.round(((minutes * 60 * shareOfSteps) / secondsOfAStep / passes) * charactersOfAnUpdate * 0.25);
}

describe('fine-tuning', () => {
  test('has the usual rate, and a batch for the device', async () => {
    const { options } = await settle(charactersFor(4, 1), 1);
    expect(options).toMatchObject({ learningRate: 4e-3, batch: 16, minutes: 1 });
    expect((await settle(400_000, 1, {}, 'cuda')).options.batch).toBe(64);
  });

  test.each([
    [1, 0],
    [1.5, 0],
    [5.25, 0.15],
    [8, 0.2],
    [9, 0.25],
    [30, 0.25],
  ])('over %d passes drops %d', async (passes, dropout) => {
    expect((await settle(charactersFor(passes, 1), 1)).options.dropout).toBe(dropout);
  });

  test('takes no more time than nine passes, whatever it is given', async () => {
    const { options, reasons } = await settle(charactersFor(18, 2), 2);
    expect(options.minutes).toBeCloseTo(1, 2);
    expect(reasons.join(' ')).toMatch(/learning by heart, so 1 minute/);
    const { options: all, reasons: others } = await settle(charactersFor(8, 2), 2);
    expect(all.minutes).toBe(2);
    expect(others.join(' ')).not.toMatch(/by heart/);
  });

  test('leaves what was asked for as it is', async () => {
    const { options } = await settle(charactersFor(9, 1), 1, { dropout: 0.4, learningRate: 0.02, batch: 8 });
    expect(options).toMatchObject({ dropout: 0.4, learningRate: 0.02, batch: 8 });
  });

  test('counts the time that timing a step took', async () => {
    expect((await settle(charactersFor(4, 1), 1)).seconds).toBeCloseTo(4 * secondsOfAStep, 1);
  });
});
