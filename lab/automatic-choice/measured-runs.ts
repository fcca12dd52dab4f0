/**
 * Real trainings of chosen sizes and lengths, a JSON line each: what `expected-bits.ts` was fitted on.
 * `npx tsx lab/automatic-choice/measured-runs.ts FOLDER HIDDEN:BATCH:WINDOW:UPDATES[:RATE]...`
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bodyStart, loadCorpus } from '@house-style/corpus/corpus';
import { TrainingStreams } from '@house-style/training/trainer/streams';
import { train } from '@house-style/training/run/train';
import { type TrainingOptions, trainingOptions } from '@house-style/training/options/options';

const [code = '', ...settings] = process.argv.slice(2);
const folder = await mkdtemp(path.join(tmpdir(), 'measured-runs-'));
const corpus = await loadCorpus(code);
const files = corpus.training.map((file) => ({ tokens: file.tokens, body: bodyStart(file, corpus.vocabulary) }));
try {
  for (const setting of settings) {
    const [units = '512', batch = 32, window = 64, updates = 100, rate, dropout] = setting.split(':');
    const time = { time: Number(window), batch: Number(batch) };
    const { windowsAnEpoch } = new TrainingStreams(files, time, 1);
    const options: Partial<TrainingOptions> = {
      hidden: units.split(',').map(Number),
      batch: time.batch,
      window: time.time,
      epochs: ((Number(updates) - 0.5) * time.batch) / windowsAnEpoch,
      ...(rate && { learningRate: Number(rate) }),
      ...(dropout && { dropout: Number(dropout) }),
    };
    await train(
      {
        code,
        model: path.join(folder, 'model.onnx'),
        options,
        resume: false,
        corpus: {},
        engine: { engine: 'onnxruntime', device: 'cpu', threads: Number(process.env['THREADS'] ?? 1) },
        checkpointSeconds: 3600,
        productVersion: 'benchmark',
      },
      (event) => {
        if (event.event !== 'done') return;
        const { bitsPerCharacter: bits, steps: updates } = event;
        const { batch, window, learningRate, dropout } = trainingOptions(options);
        const run = { corpus: path.basename(code), characters: corpus.characters, units, batch, window, learningRate };
        process.stdout.write(`${JSON.stringify({ ...run, dropout, updates, epochs: options.epochs, bits })}\n`);
      },
      new AbortController().signal,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
