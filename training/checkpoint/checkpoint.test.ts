import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { elements, type Parameters, parameterShapes } from '@house-style/model/network';
import { stateShapes } from '../network/forward';
import { trainingOptions } from '../options/options';
import { type Checkpoint, runStateSchema } from './checkpoint';
import { decodeCheckpoint, encodeCheckpoint, sameArrays } from './format';
import { CheckpointStore } from './store';

const network = { cell: 'lstm', input: 'embedding', vocabulary: 21, embedding: 4, hidden: [3], dropout: 0 } as const;

/** Arrays of these shapes, the first of which begin with these numbers. */
function arrays(shapes: readonly { name: string; shape: readonly number[] }[], ...values: number[]): Parameters {
  let next = 0;
  return new Map(
    shapes.map(({ name, shape }) => [
      name,
      { name, shape, data: Float32Array.from({ length: elements(shape) }, () => values[next++] ?? 0.25) },
    ]),
  );
}

function checkpointAt(step: number): Checkpoint {
  return {
    state: {
      productVersion: '1.2.3',
      options: trainingOptions({ hidden: [3], embedding: 4, dropout: 0, batch: 2, epochs: 1 }),
      network: { ...network, hidden: [3] },
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
      parameters: arrays(parameterShapes(network), step, 1e-42, -0, Math.PI),
      moments: arrays([{ name: 'first.ä', shape: [1] }], 0.5),
      carried: arrays(stateShapes(network, 2), 1, 2, 3),
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

/** A checkpoint's bytes with another header over its arrays, under a right checksum. */
function signedAnew(bytes: Buffer, change: (header: Header) => void): Buffer {
  const end = 12 + bytes.readUInt32LE(8);
  const header = JSON.parse(bytes.subarray(12, end).toString()) as Header;
  change(header);
  const changed = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(changed.length);
  const content = Buffer.concat([bytes.subarray(0, 8), length, changed, bytes.subarray(end, -32)]);
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}

interface Header {
  state: { network: { hidden: number[] }; options: { hidden: number[]; batch: number }; vocabulary: string[] };
  arrays: { group: string; name: string; shape: number[] }[];
}

describe('a checkpoint under a right checksum is refused, with no memory taken,', () => {
  const bytes = Buffer.concat(encodeCheckpoint(checkpointAt(5)));
  const largest = [8192, 8192, 8192, 8192];

  test('unless it is whole', () => {
    expect(decodeCheckpoint(signedAnew(bytes, () => undefined))).toHaveProperty('state');
  });

  test.each([
    ['whose arrays are larger than the file', ({ arrays: [first] }) => (first!.shape = [2 ** 40, 2 ** 40])],
    ['whose arrays are many and empty', ({ arrays }) => void arrays.push({ group: 'best', name: 'x', shape: [0] })],
    ['whose network is larger than its arrays', ({ state }) => (state.network.hidden = largest)],
    ['whose options are for a larger network', ({ state }) => (state.options.hidden = largest)],
    ['whose batch is larger than its states', ({ state }) => (state.options.batch = 4096)],
    ['whose vocabulary is none', ({ state }) => (state.vocabulary = ['a', 'a'])],
    ['that holds more than it lists', ({ arrays }) => arrays.pop()],
  ] as [string, (header: Header) => unknown][])('%s', (_name, change) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(decodeCheckpoint(signedAnew(bytes, change))).toHaveProperty('damage');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  test('whose header is longer than any', () => {
    const long = signedAnew(bytes, (header) => (header.state.vocabulary = ['x'.repeat(17 * 2 ** 20)]));
    expect(decodeCheckpoint(long)).toEqual({ damage: 'its header is too long' });
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

  test("says what stands in a checkpoint's place, without waiting for it", async () => {
    const store = new CheckpointStore(path.join(folder, 'model.onnx'));
    await mkdir(store.newest);
    await expect(store.read()).rejects.toMatchObject({ code: 'checkpoint-damaged' });
    if (process.platform === 'win32') return;
    await rm(store.newest, { recursive: true });
    execFileSync('mkfifo', [store.newest]);
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
