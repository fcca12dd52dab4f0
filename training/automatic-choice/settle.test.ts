import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readModelFile } from '@house-style/model/model-file/model-file';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { CheckpointStore } from '../checkpoint/store';
import { train, type TrainingRequest } from '../run/train';

// Real trainings, which a busy machine slows down.
vi.setConfig({ testTimeout: 180_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'settle-'));
  const code = path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal/util');
  await cp(code, path.join(folder, 'code'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function trainHere(
  name: string,
  { options = {}, resume = false }: Partial<Pick<TrainingRequest, 'options' | 'resume'>>,
  stopAt?: TrainingEvent['event'],
) {
  const events: TrainingEvent[] = [];
  const abort = new AbortController();
  const model = path.join(folder, name);
  const training = train(
    {
      ...{ code: path.join(folder, 'code'), model, options, resume },
      ...{ corpus: {}, effort: 'fast', checkpointSeconds: 60, productVersion: '0' },
      engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
    },
    (event) => {
      events.push(event);
      if (event.event === stopAt) abort.abort();
    },
    abort.signal,
  );
  const failure = await training.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const plan = events.find((event) => event.event === 'plan');
  return { model, failure, plan };
}

const small = { hidden: [16], embedding: 8, minutes: 0.05 };

describe('a run that is limited in time', () => {
  test('takes the batch that it expects most of, keeps what was given, and says why', async () => {
    const { model, failure, plan } = await trainHere('a.onnx', { options: small });
    expect(failure).toBeUndefined();
    const { training, network } = (await readModelFile(model)).metadata;
    expect(network.hidden).toEqual([16]);
    const [best, ...others] = plan!.candidates;
    expect(best).toMatchObject({ timed: true, network: `1×16, batch ${String(training['batch'])}, window 64` });
    expect(others).toHaveLength(3);
    expect(plan!.reasons.join(' ')).toContain('is expected to reach');
    expect(training['learningRate']).toBeGreaterThan(0.004);
  });

  test('goes on after a stop with what was chosen at its start', async () => {
    const stopped = await trainHere('b.onnx', { options: { ...small, minutes: 0.1 } }, 'plan');
    expect(stopped.failure).toMatchObject({ code: 'interrupted' });
    const { checkpoint } = await new CheckpointStore(stopped.model).read();
    const resumed = await trainHere('b.onnx', { resume: true });
    expect(resumed.failure).toBeUndefined();
    expect(resumed.plan!.candidates).toEqual([]);
    const { training } = (await readModelFile(resumed.model)).metadata;
    const { batch, learningRate, dropout } = checkpoint.state.options;
    expect(training).toMatchObject({ batch, learningRate, dropout });
  });
});

describe('a run of so many epochs', () => {
  test('has nothing to choose: it ends with the same weights on every machine', async () => {
    const { plan } = await trainHere('c.onnx', { options: { epochs: 1, hidden: [16], embedding: 8 } });
    expect(plan!.candidates).toEqual([]);
  });
});
