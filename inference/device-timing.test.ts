import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadOn } from '@house-style/model/lstm/devices';
import { fastestDevice, timeDevice } from './device-timing';
import { loadLanguageModelOn } from '@house-style/model/lstm/language-model';
import { Lstm } from '@house-style/model/lstm/lstm';
import { readModelFile, writeModelFile } from '@house-style/model/model-file/model-file';
import { asciiVocabulary, metadataFor, networkOf, randomParameters } from '@house-style/model/testing/random-model';

let folder: string;
let model: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-device-'));
  model = path.join(folder, 'model.onnx');
  const network = networkOf({ hidden: [24] });
  await writeModelFile(model, metadataFor(network), randomParameters(network));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the fastest device', () => {
  const cpu = { device: 'cpu', usable: true, milliseconds: 2 } as const;
  const gpu = { device: 'cuda', usable: true, milliseconds: 1 } as const;
  const missing = { device: 'webgpu', usable: false, reason: 'no driver' } as const;
  test.each([
    [
      'the one with the fastest completions',
      [cpu, gpu, { ...gpu, device: 'webgpu', milliseconds: 1.2 } as const],
      'cuda',
    ],
    ['the CPU where another is hardly faster', [cpu, { ...gpu, milliseconds: 1.8 }], 'cpu'],
    ['the CPU where nothing else works', [missing], 'cpu'],
    ['the CPU where it could not be timed itself', [{ device: 'cpu', usable: false, reason: '' } as const, gpu], 'cpu'],
  ] as const)('is %s', (_, timings, device) => expect(fastestDevice(timings)).toBe(device));
});

test('a completion is timed with the model itself', async () => {
  const timing = await timeDevice('cpu', model);
  expect(timing).toMatchObject({ device: 'cpu', usable: true });
  expect(timing.usable && timing.milliseconds).toBeGreaterThan(0);
});

test('a device that is missing is told in a sentence, and the model answers on the CPU', async () => {
  // The npm package has code for CUDA on Linux but not its libraries, and none of Core ML outside macOS.
  const missing = process.platform === 'win32' ? 'coreml' : 'cuda';
  await expect(loadOn(missing, await readModelFile(model))).rejects.toMatchObject({ code: 'device-unavailable' });
  const fallback = await loadLanguageModelOn(missing, model);
  const { refusal, lstm, predictor } = fallback;
  expect(refusal?.message).toMatch(new RegExp(`^Completions cannot run on ${missing} here: .+\\.$`));
  expect(lstm.device).toBe('cpu');
  expect((await predictor.read(predictor.start(), asciiVocabulary.encode('const'))).probabilities).toHaveLength(
    asciiVocabulary.size,
  );
  await fallback.dispose();
});

test('a network goes on where it was after it has moved, also with a run under way', async () => {
  const file = await readModelFile(model);
  const [staying, moving] = [await Lstm.load(file), await Lstm.load(file)];
  const text = asciiVocabulary.encode('const answer = 42;');
  const before = await moving.run(text, moving.initialState());
  const underWay = moving.run(text, before.state);
  await moving.moveTo(await Lstm.load(file));
  const expected = await staying.run(text, (await staying.run(text, staying.initialState())).state);
  expect((await underWay).logits).toEqual(expected.logits);
  expect((await moving.run(text, before.state)).logits).toEqual(expected.logits);
  await moving.dispose();
  await moving.moveTo(staying);
  await expect(staying.run(text, before.state)).rejects.toThrow();
});
