import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Lstm } from '@house-style/model/lstm/lstm';
import { type ModelFile, readModelFile } from '@house-style/model/model-file/model-file';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { train } from '../run/train';
import { trainingOptions } from './options';
import { nestedParentheses } from '../unit-search/nested-parentheses';
import { withPreset } from './preset';
import { presetNamed, presets } from './presets';
import { followDepth } from '../unit-search/unit-search';

describe('the presets', () => {
  test('have names of their own, a source, and options that can be trained with', () => {
    expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length);
    for (const { name, source, options } of presets) {
      expect(name).toMatch(/^[a-z0-9-]+$/);
      expect(source, name).toMatch(/\.$/);
      expect(trainingOptions(options), name).toMatchObject(options);
    }
  });

  test('give way to options that are given, and to the length of the run that is given', () => {
    const preset = presetNamed('char-rnn');
    const whole = { outputGain: 1, ...preset.options };
    expect(withPreset(preset, {})).toEqual(whole);
    expect(withPreset(preset, { hidden: [7] })).toEqual({ ...whole, hidden: [7] });
    expect(withPreset(preset, { minutes: 2 })).toMatchObject({ minutes: 2 });
    expect(withPreset(preset, { minutes: 2 })).not.toHaveProperty('epochs');
    expect(() => presetNamed('charrnn')).toThrow(/housestyle presets/);
  });

  // The published widths are for hours: what a network has and how it is read is the preset's, how much of it is not.
  test.each(presets.map(({ name }) => name))('%s trains, and the model predicts', async (name) => {
    const { options } = presetNamed(name);
    const small = { hidden: (options.hidden ?? [8]).map(() => 8), batch: 4, window: 8, epochs: 0.3, threads: 1 };
    const { threads, ...given } = small;
    const { lstm } = await trained(name, given, nestedParentheses(1500, 3), threads);
    const costs = await lstm.bits(lstm.vocabulary.encodeFile('text.txt', '(12)\n'));
    expect(costs.every((bits) => bits > 0 && bits < 40)).toBe(true);
  });
});

test('a GRU of 15 units has one that follows the nesting of parentheses', { timeout: 120_000 }, async () => {
  const { file } = await trained('parentheses-gru', {}, nestedParentheses(60_000, 1), 1);
  const unseen = nestedParentheses(1500, 2);
  const { units, depths } = await followDepth(file, 'text.txt', unseen);
  expect(units).toHaveLength(15);
  expect(Math.max(...depths)).toBe(4);
  expect(Math.abs(units[0]!.correlation)).toBeGreaterThan(0.9);
});

async function trained(
  preset: string,
  given: Parameters<typeof withPreset>[1],
  text: string,
  threads: number,
): Promise<{ file: ModelFile; lstm: Lstm; events: TrainingEvent[] }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-preset-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'text.txt'), text);
  const model = path.join(folder, 'model.onnx');
  const events: TrainingEvent[] = [];
  await train(
    {
      code: path.join(folder, 'text.txt'),
      model,
      options: withPreset(presetNamed(preset), { split: 'tail', ...given }),
      resume: false,
      corpus: {},
      engine: { engine: 'onnxruntime', device: 'cpu', threads },
      checkpointSeconds: 60,
      productVersion: '0.0.0',
    },
    (event) => events.push(event),
    new AbortController().signal,
  );
  const file = await readModelFile(model);
  const lstm = await Lstm.load(file);
  onTestFinished(() => lstm.dispose());
  return { file, lstm, events };
}
