import { createHash } from 'node:crypto';
import { elements, parameterShapes, type Parameters } from '@house-style/model/network';
import type { RunState } from '../../../training/checkpoint/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../../../training/checkpoint/format';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { networkOf, trainingOptions, windowOf } from '../../../training/options/options';
import { newState } from '../../../training/run/new-state';
import { TrainingStreams } from '../../../training/trainer/streams';
import { stateShapes } from '../../../training/network/forward';
import { mutateBytes } from '../mutate-bytes';
import { mutatedText } from '../mutate-json';
import type { SeededDraws } from '@house-style/model/testing/seeded-draws';
import type { Target } from '../target';

const numbersBefore = 12;
const checksumBytes = 32;

/** Checkpoints, damaged, and with headers that nobody wrote under a right checksum. */
export const checkpoint: Target = {
  inputsPerProcess: 5_000,
  inputsInTests: 6_000,
  prepare: () => {
    const state = stateOfRun();
    const weights = arraysOf(parameterShapes(state.network));
    const arrays = {
      parameters: weights,
      moments: weights,
      carried: arraysOf(stateShapes(state.network, state.options.batch)),
      best: weights,
      average: weights,
    };
    const base = Buffer.concat(encodeCheckpoint({ state, arrays }));
    return Promise.resolve((random) => {
      const bytes = random.chance(0.5) ? signed(mutateBytes(base, random)) : withHeader(base, random);
      const read = decodeCheckpoint(random.chance(0.2) ? mutateBytes(bytes, random) : bytes);
      if (!('damage' in read) && !('state' in read)) throw new Error('This is neither whole nor damaged.');
      return Promise.resolve();
    });
  },
};

function stateOfRun(): RunState {
  const options = trainingOptions({ hidden: [8], embedding: 4, batch: 4, window: 8, epochs: 1 });
  const vocabulary = new Vocabulary(['a', 'ö']);
  const tokens = vocabulary.encodeFile('a.ts', 'aöaöaö'.repeat(50));
  return newState(
    {
      productVersion: '1.2.3',
      options,
      network: networkOf(options, vocabulary.size),
      corpusDigest: '0'.repeat(64),
      vocabulary: vocabulary.characters,
      from: null,
      device: { engine: 'onnxruntime', kind: 'cpu', threads: 1 },
      secondsSpent: 0,
    },
    new TrainingStreams(
      [{ tokens, body: tokens.indexOf(vocabulary.startOfBody) + 1 }],
      windowOf(options),
      options.seed,
    ),
  );
}

function arraysOf(shapes: readonly { readonly name: string; readonly shape: readonly number[] }[]): Parameters {
  return new Map(shapes.map(({ name, shape }) => [name, { name, shape, data: new Float32Array(elements(shape)) }]));
}

function withHeader(base: Buffer, random: SeededDraws): Buffer {
  const end = numbersBefore + base.readUInt32LE(8);
  const header = Buffer.from(mutatedText(JSON.parse(base.subarray(numbersBefore, end).toString()), random));
  const start = Buffer.from(base.subarray(0, numbersBefore));
  start.writeUInt32LE(header.length, 8);
  return signed(Buffer.concat([start, header, base.subarray(end)]));
}

function signed(bytes: Buffer): Buffer {
  const content = bytes.subarray(0, Math.max(0, bytes.length - checksumBytes));
  return Buffer.concat([content, createHash('sha256').update(content).digest()]);
}
