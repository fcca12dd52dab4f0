import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Lstm } from '@house-style/model/lstm/lstm';
import { parametersOf, readModelFile } from '@house-style/model/model-file/model-file';
import type { TrainingEvent } from '@house-style/protocol/training-events';
import { trainingEvent } from '@house-style/protocol/training-events';
import { readModelSources, textDigest } from '@house-style/protocol/model-sources';
import { bodyOf, bodyStart, type Corpus, loadCorpus } from '@house-style/corpus/corpus';
import type { Batch } from '../engines/engine';
import { OnnxRuntimeEngine } from '../engines/onnxruntime/engine';
import { lstmPredictions } from '../evaluate/lstm-predictions';
import { meanBits } from '../evaluate/predictions';
import { trainingOptions, updateRuleOf, windowOf } from '../options/options';
import { train, type TrainingRequest } from './train';
import { Validation } from '../trainer/validation';

// Real trainings, which a busy machine slows down.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let folder: string;
let code: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'train-'));
  code = path.join(folder, 'code');
  await cp(path.join(import.meta.dirname, '../../node_modules/rxjs/src/internal/util'), code, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tiny = { hidden: [16], embedding: 8, batch: 8, window: 16 };

async function trainHere(name: string, options: TrainingRequest['options'], from = code, samples = false) {
  const events: TrainingEvent[] = [];
  const model = path.join(folder, name);
  const request: TrainingRequest = {
    code: from,
    model,
    options: { ...tiny, ...options },
    resume: false,
    corpus: {},
    engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 },
    checkpointSeconds: 60,
    samples,
    productVersion: '1.2.3',
  };
  const failure = await train(request, (event) => events.push(event), new AbortController().signal).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { model, events, failure };
}

const of = <Kind extends TrainingEvent['event']>(events: TrainingEvent[], kind: Kind) =>
  events.filter((event): event is Extract<TrainingEvent, { event: Kind }> => event.event === kind);

describe('a training', () => {
  test('ends with a model file that tells how it was made, and leaves nothing else', async () => {
    const { model, events, failure } = await trainHere('a.onnx', { epochs: 3, seed: 3 });
    expect(failure).toBeUndefined();
    for (const event of events) expect(trainingEvent.parse(event)).toEqual(event);
    const [corpus] = of(events, 'corpus');
    const [done] = of(events, 'done');
    const { metadata } = await readModelFile(model);
    expect(metadata).toMatchObject({
      productVersion: '1.2.3',
      network: { cell: 'lstm', hidden: [16], embedding: 8, vocabulary: corpus!.vocabulary },
      training: { seed: 3, epochs: 3, minutes: null, optimiser: 'adamw', hidden: '16', engine: 'onnxruntime' },
      corpus: { files: corpus!.files, heldOutFiles: corpus!.heldOutFiles },
      metrics: { bitsPerCharacter: done!.bitsPerCharacter },
    });
    expect(metadata.heldOut).toHaveLength(corpus!.heldOutFiles);
    expect(done!.largestDifference).toBeLessThanOrEqual(1e-4);
    const validations = of(events, 'validation');
    expect(done!.bitsPerCharacter).toBeLessThan(validations[0]!.bitsPerCharacter!);
    const left = (await readdir(folder)).filter((name) => name.startsWith('a.onnx'));
    expect(left.sort()).toEqual(['a.onnx', 'a.onnx.sources']);
    const sources = await readModelSources(model, metadata.corpus.digest);
    const { training, vocabulary } = await loadCorpus(code);
    expect(sources).toEqual(
      training.map((file) => ({ path: file.path, digest: textDigest(bodyOf(file, vocabulary)) })),
    );
    expect(await readModelSources(model, 'another corpus')).toEqual([]);
  });

  test('never learns from what is held out, and validates on nothing else', async () => {
    // Each side of the split in characters of its own.
    const split = path.join(folder, 'split');
    await cp(code, split, { recursive: true });
    const { heldOut } = await loadCorpus(split);
    for (const name of await readdir(split)) {
      const mark = heldOut.some((file) => file.path === name) ? '√' : '∞';
      await appendFile(path.join(split, name), `// ${mark.repeat(20)}\n`);
    }
    const { vocabulary } = await loadCorpus(split);
    const [learned, validated] = [new Set<number>(), new Set<number>()];
    const note = (tokens: Set<number>, { targets, weights }: Batch): void => {
      for (const [index, token] of targets.entries()) if (weights[index] === 1) tokens.add(token);
    };
    const compile = Reflect.get(OnnxRuntimeEngine.prototype, 'compile');
    const spy = vi.spyOn(OnnxRuntimeEngine.prototype, 'compile').mockImplementation(async function (
      this: OnnxRuntimeEngine,
      ...shapes
    ) {
      const program = await compile.apply(this, shapes);
      const [step, loss] = [program.step.bind(program), program.predict.bind(program)];
      program.step = (batch, rate) => (note(learned, batch), step(batch, rate));
      program.predict = (batch) => (note(validated, batch), loss(batch));
      return program;
    });
    try {
      const { failure, model } = await trainHere('split.onnx', { epochs: 1 }, split);
      expect(failure).toBeUndefined();
      expect((await readModelFile(model)).metadata.heldOut).toEqual(heldOut.map((file) => file.path));
    } finally {
      spy.mockRestore();
    }
    const spelled = (character: string): number[] => [...vocabulary.encode(character)];
    const [ofHeldOut, ofTraining] = [spelled('√'), spelled('∞')];
    expect(ofTraining.every((token) => learned.has(token))).toBe(true);
    expect(ofHeldOut.some((token) => !ofTraining.includes(token) && learned.has(token))).toBe(false);
    expect(ofHeldOut.every((token) => validated.has(token))).toBe(true);
    expect(ofTraining.some((token) => !ofHeldOut.includes(token) && validated.has(token))).toBe(false);
  });

  test('of a fixed time ends on time, its learning rate at nearly nothing', async () => {
    const { events, failure } = await trainHere('timed.onnx', { minutes: 0.04 });
    expect(failure).toBeUndefined();
    expect(of(events, 'done')[0]!.seconds).toBeGreaterThan(2);
    expect(of(events, 'done')[0]!.seconds).toBeLessThan(6);
    const rates = of(events, 'step').map(({ learningRate }) => learningRate);
    expect(rates.at(-1)).toBeLessThan(0.5 * Math.max(...rates));
  });

  test('that is stopped leaves its best weights as a model, unless the one that is there is better, and can go on', async () => {
    const model = path.join(folder, 'stopped.onnx');
    const stopAfter = async (validations: number, resume: boolean) => {
      const stop = new AbortController();
      const events: TrainingEvent[] = [];
      const running = train(
        {
          ...{ code, model, resume, options: resume ? {} : { ...tiny, epochs: 3, seed: 3 }, corpus: {} },
          ...{ engine: { engine: 'onnxruntime', device: 'cpu', threads: 1 }, checkpointSeconds: 60 },
          ...{ productVersion: '0', samples: true },
        },
        (event) => {
          events.push(event);
          if (of(events, 'validation').length === validations) stop.abort();
        },
        stop.signal,
      );
      await expect(running).rejects.toMatchObject({ code: 'interrupted' });
      return events;
    };
    const first = await stopAfter(2, false);
    const [kept] = of(first, 'kept');
    expect(kept).toMatchObject({ model, better: true, steps: of(first, 'validation')[1]!.step });
    const { metadata } = await readModelFile(model);
    expect(metadata.metrics).toMatchObject({ bitsPerCharacter: kept!.bitsPerCharacter, steps: kept!.steps });
    expect(metadata.metrics.predicted).toBe(kept!.predicted);
    expect(kept!.predicted).toBeCloseTo(of(first, 'validation')[1]!.predicted!, 1);
    const second = await stopAfter(2, true);
    expect(of(second, 'kept')[0]!.bitsPerCharacter).toBeLessThan(kept!.bitsPerCharacter!);
    // Another run, of which hardly anything is done, does not take the place of what is better.
    const before = await readFile(model);
    const third = await stopAfter(1, false);
    expect(of(third, 'kept')[0]!.better).toBe(false);
    expect(await readFile(model)).toEqual(before);
  });

  test('lets the network write where that is wanted, which is more like code later on and costs little', async () => {
    const { events } = await trainHere('sampled.onnx', { epochs: 12, seed: 3 }, code, true);
    const samples = of(events, 'sample');
    expect(samples.length).toBeGreaterThan(0);
    expect(new Set(samples.map(({ text }) => text)).size).toBe(samples.length);
    for (const { text } of samples) expect(text.length).toBeLessThanOrEqual(400);
    expect(of((await trainHere('silent.onnx', { epochs: 1 })).events, 'sample')).toEqual([]);
  });

  test('that explodes goes back to its checkpoint with a lower rate, and says so', async () => {
    const { events, failure } = await trainHere('wild.onnx', { epochs: 2, learningRate: 20, warmUp: 0 });
    const notices = of(events, 'notice').map(({ message }) => message);
    expect(notices[0]).toMatch(/went back to step \d+ and goes on at 0.5 times the learning rate/);
    if (failure !== undefined) expect(failure).toMatchObject({ code: 'training-diverged' });
  });

  test('that explodes at any rate gives up', async () => {
    // Decay of more than twice the weights turns and stretches them at each step.
    const { failure } = await trainHere('hopeless.onnx', { epochs: 5, learningRate: 100, weightDecay: 1, warmUp: 0 });
    expect(failure).toMatchObject({ code: 'training-diverged' });
    expect((await readdir(folder)).filter((name) => name === 'hopeless.onnx')).toEqual([]);
  });

  test('stops early when nothing improves any more', async () => {
    const { events } = await trainHere('stuck.onnx', {
      epochs: 20,
      patience: 2,
      learningRate: 0.15,
      schedule: 'constant',
    });
    const [done] = of(events, 'done');
    const last = of(events, 'validation').slice(-2);
    expect(last.map(({ best }) => best)).toEqual([false, false]);
    expect(last.at(-1)!.fraction).toBeLessThan(1);
    expect(done!.steps).toBe(last.at(-1)!.step);
  });
});

describe('validation in training', () => {
  let corpus: Corpus;
  beforeAll(async () => {
    // Characters that are too rare for a token of their own are paid for in half bytes.
    const rare = "// 漢字 and Ω, 🙂\nexport const greeting = 'Grüße';\n";
    await writeFile(path.join(code, 'greeting.ts'), rare.repeat(5));
    corpus = await loadCorpus(code, {
      heldOutPaths: [...(await loadCorpus(code)).heldOut, { path: 'greeting.ts' }].map(({ path }) => path),
    });
  });

  test('gives what the evaluation of the exported model gives, where it reads every held-out file', async () => {
    const { model } = await trainHere('validated.onnx', { epochs: 1, dropout: 0.3 });
    const file = await readModelFile(model);
    const lstm = await Lstm.load(file);
    const predictions = [];
    for (const heldOut of corpus.heldOut) predictions.push(await lstmPredictions(lstm, heldOut));
    const evaluated = meanBits(predictions)!;
    const likeliest = await shareOfLikeliest(lstm);
    await lstm.dispose();

    const options = trainingOptions({ ...tiny, epochs: 1 });
    const engine = new OnnxRuntimeEngine();
    const device = { engine: engine.name, kind: 'cpu', threads: 1 } as const;
    const [network, window] = [file.metadata.network, windowOf(options)];
    const program = await engine.compile(network, window, updateRuleOf(options), device, parametersOf(file));
    const files = corpus.heldOut.map(({ tokens }, index) => ({
      tokens,
      body: bodyStart(corpus.heldOut[index]!, corpus.vocabulary),
    }));
    expect(corpus.vocabulary.token('漢')).toBeUndefined();
    const validation = new Validation(files, corpus.vocabulary, window, 1);
    const { bitsPerCharacter: validated, predicted } = await validation.measure(program, validation.available);
    // A sample is a part of it, and near it.
    const { bitsPerCharacter: sampled } = await validation.measure(program, Math.ceil(validation.available / 2));
    await program.dispose();
    expect(validated).toBeCloseTo(evaluated, 4);
    expect(predicted).toBeCloseTo(likeliest, 3);
    expect(predicted).toBeGreaterThan(0.1);
    expect(sampled).not.toBe(validated);
    expect(sampled).toBeGreaterThan(validated - 0.5);
    expect(sampled).toBeLessThan(validated + 0.5);
  });

  /** Part of the tokens of held-out bodies, but for the end of file, that the exported model holds for the likeliest. */
  async function shareOfLikeliest(lstm: Lstm): Promise<number> {
    let [right, all] = [0, 0];
    for (const file of corpus.heldOut) {
      const { tokens } = file;
      const { size } = corpus.vocabulary;
      for await (const { logits, start } of lstm.read(tokens.subarray(0, -2))) {
        for (let step = 0; step * size < logits.length; step++) {
          const at = start + step + 1;
          if (at < bodyStart(file, corpus.vocabulary)) continue;
          const row = logits.subarray(step * size, (step + 1) * size);
          if (row.indexOf(Math.max(...row)) === tokens[at]) right += 1;
          all += 1;
        }
      }
    }
    return right / all;
  }
});
