/**
 * What integer weights, and an output layer that can change, cost and bring (`lab/adaptation/README.md`):
 * `npm run -s bench:integers -- MODEL FOLDER`
 *
 * Bits per held-out token of the network alone, over 20,000 characters, with its weights as they were trained and as
 * integers; then the time of a step of one character in turns: with integers, and with an output layer that can change
 * too, of one context and of four side by side.
 */
import { Lstm } from '@house-style/model/lstm/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { loadCorpus } from '@house-style/corpus/corpus';
import { chooseFiles } from '@house-style/training/evaluate/choose-files';

const rounds = 201;
const stepsOfRound = 10;

const [modelPath, folder] = process.argv.slice(2);
if (modelPath === undefined || folder === undefined)
  throw new Error('Give a model file and the folder it was trained on.');
const model = await readModelFile(modelPath);
const { vocabulary } = model;
const corpus = await loadCorpus(folder, { vocabulary, heldOutPaths: model.metadata.heldOut, minimumCharacters: 0 });
const files = chooseFiles(corpus.heldOut, { characters: 20_000 });

async function bitsPerToken(lstm: Lstm): Promise<number> {
  let bits = 0;
  let counted = 0;
  for (const { tokens } of files) {
    const costs = (await lstm.bits(tokens.subarray(0, -1))).subarray(tokens.indexOf(vocabulary.startOfBody));
    bits += costs.reduce((sum, cost) => sum + cost, 0);
    counted += costs.length;
  }
  return bits / counted;
}

async function millisecondsOfStep(lstm: Lstm, batch: number): Promise<number> {
  let state = lstm.initialState(batch);
  const tokens = new Uint8Array(batch).fill(vocabulary.endOfFile);
  const before = performance.now();
  for (let step = 0; step < stepsOfRound; step++) ({ state } = await lstm.run(tokens, state));
  return (performance.now() - before) / stepsOfRound;
}

const [exact, fast] = [await Lstm.load(model), await Lstm.load(model, { weights: 'fast' })];
console.table({ exact: await bitsPerToken(exact), integers: await bitsPerToken(fast) });

/** Time of the second's step, the first one's being 1: the median of rounds in turns. */
async function ratio(first: Lstm, second: Lstm, batch: number): Promise<string> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await millisecondsOfStep(first, batch);
    ratios.push((await millisecondsOfStep(second, batch)) / before);
  }
  ratios.sort((a, b) => a - b);
  return (ratios[rounds >> 1] ?? 0).toFixed(2);
}

const adaptable = await Lstm.load(model, { weights: 'fast', adaptable: true });
for (const batch of [1, 4]) {
  console.log(`${batch} at once: integers take ${await ratio(exact, fast, batch)} of the time of floats,`);
  console.log(`and with an output layer that can change ${await ratio(fast, adaptable, batch)} of that.`);
}
await Promise.all([exact.dispose(), fast.dispose(), adaptable.dispose()]);
