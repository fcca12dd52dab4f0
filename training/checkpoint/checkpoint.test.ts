import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Parameters } from '@house-style/model/network';
import { trainingOptions } from '../options/options';
import { type Checkpoint, runStateSchema } from './checkpoint';
import { decodeCheckpoint, encodeCheckpoint, sameArrays } from './format';
import { CheckpointStore } from './store';

const arrays = (name: string, ...values: number[]): Parameters =>
  new Map([[name, { name, shape: [values.length], data: Float32Array.from(values) }]]);

function checkpointAt(step: number): Checkpoint {
  return {
    state: {
      productVersion: '1.2.3',
      options: trainingOptions({ hidden: [3], epochs: 1 }),
      network: { cell: 'lstm', input: 'embedding', vocabulary: 120, embedding: 4, hidden: [3], dropout: 0 },
      corpusDigest: 'abc',
      vocabulary: ['a', 'ö'],
      from: null,
      device: { engine: 'onnxruntime', kind: 'cpu', threads: 2 },
      step,
      seconds: 1.25,
      trainingSeconds: 1,
      characters: 99,
      smoothedLoss: 0.1 + 0.2,
      lowestLoss: 0.3,
      rateScale: 1,
      rollbacks: 0,
      validationPlan: { windows: 4, everySteps: 7 },
      validationsSinceBest: 0,
      best: { bitsPerCharacter: 1.5, step: 7, averaged: true },
      averageUpdates: 0,
      optimiserStep: step,
      position: { epoch: 1, next: 2, lanes: [{ segment: 3, offset: 64 }] },
    },
    arrays: {
      parameters: arrays('ä.weight', step, 1e-42, -0, Math.PI),
      moments: arrays('first.w', 0.5),
      carried: arrays('hidden0', 1, 2, 3),
      best: new Map(),
      average: new Map(),
    },
  };
}

let folder: string;
beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'checkpoint-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('checkpoint bytes', () => {
  const bytes = Buffer.concat(encodeCheckpoint(checkpointAt(5)));

  test('give back the same state and the same numbers, bit for bit', () => {
    const read = decodeCheckpoint(bytes) as Checkpoint;
    expect(read.state).toEqual(checkpointAt(5).state);
    for (const group of ['parameters', 'moments', 'carried', 'best', 'average'] as const) {
      expect(sameArrays(read.arrays[group], checkpointAt(5).arrays[group])).toBe(true);
    }
  });

  test('are understood as version 0.1 wrote them', () => {
    const { state } = checkpointAt(5);
    const lanes = state.position.lanes.map(({ segment, offset }) => ({ stretch: segment, offset }));
    expect(runStateSchema.parse({ ...state, position: { ...state.position, lanes } })).toEqual(state);
  });

  test('are refused when any single bit is flipped', () => {
    for (let bit = 0; bit < bytes.length * 8; bit += 13) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(decodeCheckpoint(flipped)).toHaveProperty('damage');
    }
  });

  test('are refused wherever they are cut short', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeCheckpoint(bytes.subarray(0, length))).toHaveProperty('damage');
    }
  });

  test('with a right checksum over a foreign header are refused too', () => {
    const content = Buffer.concat([bytes.subarray(0, 8), Buffer.from([2, 0, 0, 0]), Buffer.from('{}')]);
    const whole = Buffer.concat([content, createHash('sha256').update(content).digest()]);
    expect(decodeCheckpoint(whole)).toEqual({ damage: 'it was written by another version' });
  });
});

describe('the checkpoint store', () => {
  test('keeps the two newest and nothing else', async () => {
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    for (const step of [1, 2, 3]) await store.write(checkpointAt(step));
    expect((await readdir(folder)).sort()).toEqual(['model.onnx.checkpoint', 'model.onnx.checkpoint.previous']);
    expect((await store.read()).checkpoint.state.step).toBe(3);
    await rm(store.newest);
    expect((await store.read()).checkpoint.state.step).toBe(2);
    await store.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  test('clears away what a killed run left half-written', async () => {
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    await store.write(checkpointAt(1));
    await writeFile(`${store.newest}.0123456789abcdef.tmp`, 'half a checkp');
    await store.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  test('goes back to the one before when the newest is damaged, and says so', async () => {
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    await store.write(checkpointAt(1));
    await store.write(checkpointAt(2));
    const bytes = await readFile(store.newest);
    await writeFile(store.newest, bytes.subarray(0, 100));
    const found = await store.read();
    expect(found.checkpoint.state.step).toBe(1);
    expect(found.notice).toMatch(/damaged/);
  });

  test('says which: none there, or none that can be read', async () => {
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    await expect(store.read()).rejects.toMatchObject({ code: 'no-checkpoint' });
    await writeFile(store.newest, 'rubbish');
    await expect(store.read()).rejects.toMatchObject({ code: 'checkpoint-damaged' });
  });

  test('leaves the last good checkpoint and no rubbish when it cannot write', async () => {
    const store = new CheckpointStore(path.join(folder, 'missing', 'model.onnx'));
    await expect(store.write(checkpointAt(1))).rejects.toMatchObject({ code: 'output-unwritable' });
    expect(await readdir(folder)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('says that permission is denied', async () => {
    await chmod(folder, 0o500);
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    await expect(store.write(checkpointAt(1))).rejects.toMatchObject({ code: 'output-unwritable' });
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});
