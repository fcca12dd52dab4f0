/**
 * What it brings that the network adapts to the file it reads, file by file (`lab/adaptation/README.md`):
 * `npm run -s bench:adaptation -- [--json] [--variants 'none;editor;…'] [--characters 12000] MODEL FOLDER`
 *
 * Bits per held-out character of the network alone and of the blend, as trained and by each way of adapting, and the
 * processor time that the network takes a character. Without `--variants`, all of those below are measured.
 */
import { parseArgs } from 'node:util';
import { Lstm } from '@house-style/model/lstm/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { loadCorpus, type CorpusFile } from '@house-style/corpus/corpus';
import { chooseFiles } from '@house-style/training/evaluate/choose-files';
import { productReader, type Reader, type Rule, variantReader } from './variants';
import { costOfHeldOut, learnTraining, networkExpert, processorSeconds } from '../mixing/measurement';

const rules: Readonly<Record<string, Rule>> = {
  'output biases, 0.3': { parameters: 'output.bias', rate: 0.3 },
  'output layer, 0.1': { parameters: 'output', rate: 0.1 },
  'output layer, 0.5': { parameters: 'output', rate: 0.5 },
  'output layer, 1': { parameters: 'output', rate: 1 },
  'output layer, 0.5, decay 0.005': { parameters: 'output', rate: 0.5, decay: 0.005 },
  'output layer, 0.3, RMS-scaled': { parameters: 'output', rate: 0.3, rms: 0.3 },
  'output layer, 1, RMS-scaled': { parameters: 'output', rate: 1, rms: 0.3 },
  'all biases, 0.3': { parameters: 'biases', rate: 0.3 },
  'everything, 0.1': { parameters: 'everything', rate: 0.1 },
  'everything, 0.3': { parameters: 'everything', rate: 0.3 },
  'everything, 0.1, RMS-scaled': { parameters: 'everything', rate: 0.1, rms: 0.3 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variants: { type: 'string' },
    characters: { type: 'string', default: '12000' },
    json: { type: 'boolean', default: false },
  },
});
const [modelPath, folder] = positionals;
if (modelPath === undefined || folder === undefined)
  throw new Error('Give a model file and the folder it was trained on.');

const model = await readModelFile(modelPath);
const { vocabulary } = model;
const corpus = await loadCorpus(folder, { vocabulary, heldOutPaths: model.metadata.heldOut, minimumCharacters: 0 });
const files = chooseFiles(corpus.heldOut, { characters: Number(values.characters) });
const characters = files.reduce((sum, file) => sum + file.characters, 0);
const heldOut = { ...corpus, heldOut: files, heldOutCharacters: characters };
const { mixing } = learnTraining(corpus);
const start = mixing.save();

interface Row {
  readonly network: number;
  readonly blend: number;
  /** Of the network, one core, milliseconds a character. */
  readonly milliseconds: number;
}

const rows: Record<string, Row> = {};
for (const name of values.variants?.split(';') ?? ['none', 'editor', ...Object.keys(rules)]) {
  const { read, dispose } = await readerOf(name);
  const before = processorSeconds();
  const known = new Map<CorpusFile, Float32Array>();
  for (const file of files) known.set(file, await read(file));
  const milliseconds = ((processorSeconds() - before) / characters) * 1000;
  await dispose();
  const expert: Reader = (file) => Promise.resolve(known.get(file) ?? new Float32Array());
  const { bitsPerCharacter } = await costOfHeldOut(heldOut, mixing, start, 'fileByFile', { expert });
  rows[name] = { network: networkBits(known), blend: bitsPerCharacter, milliseconds };
  if (!values.json) console.log(name, rows[name]);
}
if (values.json) console.log(JSON.stringify({ files: files.length, characters, rows }));
else console.table(rows);

async function readerOf(name: string): Promise<{ read: Reader; dispose: () => Promise<void> }> {
  if (name === 'editor') return await productReader(model);
  const rule = rules[name];
  if (rule !== undefined) return await variantReader(model, rule, corpus.training);
  const lstm = await Lstm.load(model);
  return { read: networkExpert(lstm), dispose: () => lstm.dispose() };
}

function networkBits(known: ReadonlyMap<CorpusFile, Float32Array>): number {
  let bits = 0;
  for (const [{ tokens }, distributions] of known) {
    const body = tokens.indexOf(vocabulary.startOfBody) + 1;
    for (let index = body; index < tokens.length - 1; index++) {
      bits -= Math.log2(distributions[(index - 1) * vocabulary.size + (tokens[index] ?? 0)] ?? 0);
    }
  }
  return bits / characters;
}
