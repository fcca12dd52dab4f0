/**
 * Trains the pretrained model anew: `npm run pretrain -- [--minutes 50] [--out FILE]`
 *
 * Fetches the code of `sources.ts` into `artifacts/pretraining`, trains on it, and prints one line of JSON. Without
 * `--out`, the model that the product ships is replaced.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parametersOf, readModelFile, writeModelFile } from '@house-style/model/model-file/model-file';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { Vocabulary } from '@house-style/model/vocabulary/vocabulary';
import { printJson, tell } from '@house-style/training/cli/output';
import { productVersion } from '@house-style/training/product-version';
import { terminalReport } from '@house-style/training/cli/training-report';
import { train } from '@house-style/training/run/train';
import { collect } from './collect';
import { roundWeights } from './round-weights';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '50' }, out: { type: 'string', default: pretrainedModelPath } },
});
const work = path.resolve(import.meta.dirname, '../../artifacts/pretraining');
const corpus = path.join(work, 'corpus');
const bytes = await collect(corpus, path.join(work, 'packages'), tell);

const report = terminalReport({ explain: false });
await train(
  {
    code: corpus,
    model: values.out,
    // Little of the text is read more than twice: nothing to drop out against. The rate is that of such long runs.
    options: { minutes: Number(values.minutes), hidden: [512], batch: 32, dropout: 0, learningRate: 5e-3, patience: 0 },
    resume: false,
    // ASCII alone: a workspace's own characters take the other tokens (`Vocabulary.grownBy`).
    corpus: { vocabulary: Vocabulary.fromCounts(new Map()) },
    engine: { engine: 'onnxruntime', device: 'cpu' },
    checkpointSeconds: 60,
    productVersion,
  },
  report.event.bind(report),
  new AbortController().signal,
);
report.close();

const model = await readModelFile(values.out);
const { vocabulary } = model.metadata.network;
// What it does not say: where on somebody's disk it was trained. What it says: which files measured it.
await writeModelFile(values.out, model.metadata, roundWeights(parametersOf(model)));
const { corpus: read, metrics } = model.metadata;
printJson({ bytes, vocabulary, ...read, ...metrics });
