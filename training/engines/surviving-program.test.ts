import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Network } from '@house-style/model/network';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { sameArrays } from '../checkpoint/format';
import { CheckpointStore } from '../checkpoint/store';
import { initialise } from '../network/initialise';
import { budgetOf } from '../trainer/budget';
import { trainingOptions, updateRuleOf, windowOf } from '../options/options';
import { TrainingStreams } from '../trainer/streams';
import { Trainer } from '../trainer/trainer';
import { newState } from '../run/new-state';
import { Validation } from '../trainer/validation';
import { RunDevice } from '../trainer/run-device';
import type { Batch, Prediction, StepResult, TrainingProgram } from './engine';
import { OnnxRuntimeEngine } from './onnxruntime/engine';
import { SurvivingProgram } from './surviving-program';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'lost-device-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const options = trainingOptions({
  ...{ hidden: [12], embedding: 6, batch: 4, window: 8, dropout: 0.2, averaging: 0.9, epochs: 2, seed: 4 },
});
const vocabulary = Vocabulary.fromCounts(new Map());
const network: Network = {
  ...{ cell: 'lstm', input: 'embedding', vocabulary: vocabulary.size, embedding: 6, hidden: [12], dropout: 0.2 },
};
const engine = new OnnxRuntimeEngine();
const device = { engine: engine.name, kind: 'cpu', threads: 1 } as const;
const onCpu = () =>
  engine.compile(network, windowOf(options), updateRuleOf(options), device, initialise(network, options.seed));

/** A device that works until it is lost, after which nothing on it can be reached. */
class LostDevice implements TrainingProgram {
  #left: number;

  constructor(
    private readonly program: TrainingProgram,
    readonly call: 'step' | 'predict',
    calls: number,
  ) {
    this.#left = calls;
  }

  #reach(call: 'step' | 'predict' | 'copy'): TrainingProgram {
    if (call === this.call) this.#left -= 1;
    if (this.#left < 0) throw new Error('the device was removed');
    return this.program;
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    return await this.#reach('step').step(batch, learningRate);
  }
  async predict(batch: Batch): Promise<Prediction> {
    return await this.#reach('predict').predict(batch);
  }
  async parameters() {
    return await this.#reach('copy').parameters();
  }
  async snapshot() {
    return await this.#reach('copy').snapshot();
  }
  async restore(...state: Parameters<TrainingProgram['restore']>) {
    await this.#reach('copy').restore(...state);
  }
  dispose() {
    return this.program.dispose();
  }
}

/** A whole run of the real trainer on a program. */
async function run(name: string, program: TrainingProgram, runDevice = new RunDevice(device)) {
  const files = Array.from({ length: 6 }, (_, file) => {
    const tokens = vocabulary.encodeFile(
      `${file}.ts`,
      `export const value${file} = [${'1, 2, 3, '.repeat(10 + file)}];\n`,
    );
    return { tokens, body: tokens.indexOf(vocabulary.startOfBody) + 1 };
  });
  const streams = new TrainingStreams(files.slice(1), windowOf(options), options.seed);
  const trainer = new Trainer(
    {
      ...{ network, program, streams },
      validation: new Validation(files.slice(0, 1), vocabulary, windowOf(options), options.seed),
      budget: budgetOf(options, streams.windowsAnEpoch),
      checkpoints: new CheckpointStore(path.join(folder, name)),
      report: () => undefined,
      checkpointSeconds: 3600,
      runDevice,
    },
    newState(
      {
        ...{ productVersion: '0', options, network, corpusDigest: '', vocabulary: vocabulary.characters },
        ...{ from: null, device, secondsSpent: 0 },
      },
      streams,
    ),
  );
  const trained = await trainer.run(new AbortController().signal);
  await program.dispose();
  return trained;
}

describe('a run whose device is lost', () => {
  test.each([
    ['step', 0],
    ['step', 17],
    ['predict', 9],
  ] as const)('at %s %i ends with the weights of a run on the other device alone, bit for bit', async (call, calls) => {
    const reasons: string[] = [];
    const fragile = new LostDevice(await onCpu(), call, calls);
    const runDevice = new RunDevice({ ...device, kind: 'webgpu' });
    const elsewhere = async () => {
      expect(runDevice.lose()).toEqual(device);
      return await onCpu();
    };
    const surviving = await SurvivingProgram.create(fragile, elsewhere, (reason) => reasons.push(reason));
    const survived = await run(`${call}${calls}`, surviving, runDevice);
    const undisturbed = await run('undisturbed', await onCpu());
    expect(reasons).toEqual(['the device was removed']);
    const { checkpoint } = await new CheckpointStore(path.join(folder, `${call}${calls}`)).read();
    expect(checkpoint.state).toMatchObject({ device, lostDevice: 'webgpu' });
    expect(survived.state.step).toBe(undisturbed.state.step);
    expect(survived.state.step).toBeGreaterThan(17);
    expect(sameArrays(survived.parameters, undisturbed.parameters)).toBe(true);
  });

  test('fails where the other device fails too', async () => {
    const lost = async () => new LostDevice(await onCpu(), 'step', 2);
    const surviving = await SurvivingProgram.create(await lost(), lost, () => undefined);
    await expect(run('twice', surviving)).rejects.toThrow('the device was removed');
  });
});
