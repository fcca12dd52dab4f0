/**
 * What integer weights cost and bring (`docs/blend.md`):
 * `npm run -s bench:integers -- MODEL FOLDER`
 *
 * Bits per held-out token of the network alone, over 20,000 characters, with its weights as they were trained and as
 * integers, and the time of a step of one character in turns.
 */
import { Lstm } from '@house-style/model/lstm';
import { readModelFile } from '@house-style/model/model-file/model-file';
import { loadCorpus } from '@house-style/training/corpus/corpus';
import { chooseFiles } from '@house-style/training/evaluate/choose-files';

const rounds = 41;
const stepsOfRound = 40;

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

async function millisecondsOfStep(lstm: Lstm): Promise<number> {
  let state = lstm.initialState();
  const before = performance.now();
  for (let step = 0; step < stepsOfRound; step++) ({ state } = await lstm.run([vocabulary.endOfFile], state));
  return (performance.now() - before) / stepsOfRound;
}

const [exact, fast] = [await Lstm.load(model), await Lstm.load(model, { weights: 'fast' })];
console.table({ exact: await bitsPerToken(exact), integers: await bitsPerToken(fast) });
const ratios: number[] = [];
for (let round = 0; round < rounds; round++) {
  ratios.push((await millisecondsOfStep(fast)) / (await millisecondsOfStep(exact)));
}
ratios.sort((a, b) => a - b);
console.log(
  `A step with integers takes ${(ratios[rounds >> 1] ?? 0).toFixed(2)} of the time (median of ${rounds} rounds).`,
);
await Promise.all([exact.dispose(), fast.dispose()]);
