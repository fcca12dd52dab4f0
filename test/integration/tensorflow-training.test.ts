import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describeWithTensorflow } from '@house-style/training/testing/if-set-up';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Command, eventsOf, housestyle, type Outcome, smallCodeBase } from '../command-line';

describeWithTensorflow('training with TensorFlow', () => {
  let folder: string;
  let model: string;
  let training: Outcome;

  // The reference network of docs/metrics.md, until it is sure of a word: 40 seconds on two quiet cores. The library is
  // 800 MB: where the disk is cold or busy, loading it alone takes a while.
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-tensorflow-'));
    model = path.join(folder, 'model.onnx');
    const network = ['--hidden', '512', '--embedding', '64', '--dropout', '0', '--batch', '64', '--window', '64'];
    // What so few updates need: a high rate that is reached soon, and an average over the last of them.
    const schedule = ['--epochs', '14', '--learning-rate', '0.01', '--warm-up', '10', '--averaging', '0.9'];
    const machine = ['--engine', 'tensorflow', '--device', 'cpu'];
    const code = await smallCodeBase(folder);
    training = await housestyle('train', code, '--out', model, ...network, ...schedule, ...machine, '--json');
  }, 900_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('learns, and exports what it learned', () => {
    expect(training).toMatchObject({ status: 0 });
    const events = eventsOf(training);
    expect(events.find(({ event }) => event === 'plan')).toMatchObject({ engine: 'tensorflow', device: 'cpu' });
    const losses = events.flatMap((event) => (event.event === 'step' ? [event.bitsPerCharacter] : []));
    expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]!);
    const done = events.at(-1);
    // On held-out files: far below the start, and below the 5.0 bits of
    // characters drawn as often as they are in this code.
    expect(done?.event === 'done' && done.bitsPerCharacter).toBeLessThan(0.6 * losses[0]!);
    // Probabilities of TensorFlow's network beside those of the exported file in ONNX Runtime.
    expect(done?.event === 'done' && done.largestDifference).toBeLessThanOrEqual(1e-4);
  });

  it('gives a model that completes as any other', async () => {
    const begun = path.join(folder, 'begun.ts');
    await writeFile(begun, 'export func');
    const completion = await housestyle('complete', model, '--file', begun, '--line', '1', '--column', '12');
    expect(completion).toMatchObject({ status: 0 });
    expect(completion.stdout).toMatch(/^tion/);
  });

  it('stops when it is told to, with a checkpoint that it goes on from', async () => {
    const out = path.join(folder, 'stopped.onnx');
    const code = path.join(folder, 'code');
    const train = ['train', code, '--out', out, '--epochs', '100000', '--patience', '0', '--json'];
    const network = ['--hidden', '16', '--embedding', '8', '--batch', '8', '--window', '32'];
    const running = new Command([...train, ...network, '--engine', 'tensorflow', '--device', 'cpu']);
    await running.printed('"event":"step"');
    running.kill('SIGTERM');
    const stopped = await running.outcome;
    expect(stopped).toMatchObject({ status: 143, stderr: expect.stringContaining('--resume') as unknown });
    const checkpoint = eventsOf(stopped).findLast((event) => event.event === 'checkpoint');
    expect(checkpoint?.step).toBeGreaterThan(0);
    const resumed = new Command(['train', code, '--out', out, '--resume', '--json']);
    await resumed.printed('"event":"step"');
    resumed.kill('SIGTERM');
    const first = eventsOf(await resumed.outcome).find((event) => event.event === 'step');
    expect(first?.step).toBe((checkpoint?.step ?? 0) + 1);
  }, 120_000);
});
