/**
 * What a training brings where there is little code (`lab/small-workspaces/README.md`):
 * `npm run -s bench:small -- [--corpora rxjs,gyp] [--sizes 5,20,80,300] [--minutes 1] [--seed 1] [--json]`
 *
 * Code bases are cut to so many thousand characters and trained on as the editor does. Told are the blend's bits a
 * character over files that neither the training nor its choices have seen: by the contexts alone, with the network that
 * comes with the product, and with the model that the training left.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { pretrainedModelPath } from '@house-style/model/pretrained/pretrained';
import { type TrainingEventOf, trainingEvent } from '@house-style/protocol/training-events';
import { benchmarkCorpora, corpusFolder } from '../quality/corpora';
import { cut } from './cut';
import { bitsPerCharacter } from './measurement';

const root = path.resolve(import.meta.dirname, '../..');
/** Characters of the files that are measured with, at most, but that the last one is whole. */
const reportedCharacters = 20_000;

const { values: options } = parseArgs({
  options: {
    corpora: { type: 'string', default: Object.keys(benchmarkCorpora).join(',') },
    sizes: { type: 'string', default: '5,20,80,300' },
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

interface Row {
  readonly corpus: string;
  readonly characters: number;
  readonly files: number;
  readonly contexts: number;
  readonly untrained: number;
  readonly trained: number;
  /** Of the trained model over the untrained one. */
  readonly ratio: number;
  /** How much of what was learned the training kept; null where it could not tell. */
  readonly learned: number | null;
}

/** Trains as the editor does; returns how much of what was learned is in the model. */
async function train(code: string, model: string): Promise<TrainingEventOf<'compared'> | undefined> {
  const program = path.join(root, 'training/cli/main.ts');
  const { minutes, seed } = options;
  const args = ['train', code, '--out', model, '--minutes', minutes, '--seed', seed, '--device', 'cpu', '--json'];
  const { stdout } = await execa(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    stdin: 'ignore',
    stderr: 'ignore',
  });
  const events = stdout.split('\n').flatMap((line) => (line === '' ? [] : [trainingEvent.parse(JSON.parse(line))]));
  return events.flatMap((event) => (event.event === 'compared' ? [event] : []))[0];
}

async function measure(corpus: string, thousands: number): Promise<Row> {
  const folder = await mkdtemp(path.join(tmpdir(), 'house-style-small-'));
  try {
    const code = path.join(folder, 'code');
    await mkdir(code);
    const { characters, files, reported } = await cut(
      await corpusFolder(corpus),
      1000 * thousands,
      code,
      reportedCharacters,
    );
    const compared = await train(code, path.join(folder, 'model.onnx'));
    const pretrained = await readModelFile(pretrainedModelPath);
    const model = await readModelFile(path.join(folder, 'model.onnx'));
    const untrained = await bitsPerCharacter(code, pretrained.vocabulary, pretrained, reported);
    const trained = await bitsPerCharacter(code, model.vocabulary, model, reported);
    return {
      ...{ corpus, characters, files },
      contexts: await bitsPerCharacter(code, pretrained.vocabulary, undefined, reported),
      ...{ untrained, trained, ratio: trained / untrained, learned: compared?.learned ?? null },
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rows: Row[] = [];
for (const corpus of options.corpora.split(',')) {
  for (const size of options.sizes.split(',')) {
    const row = await measure(corpus, Number(size));
    rows.push(row);
    if (!options.json) console.log(JSON.stringify(row));
  }
}
if (options.json) console.log(JSON.stringify(rows));
else console.table(rows);
