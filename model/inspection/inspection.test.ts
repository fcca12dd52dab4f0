import { describe, expect, test } from 'vitest';
import { Lstm } from '../lstm/lstm';
import { modelFileBytes, parseModelFile, type ModelFile } from '../model-file/model-file';
import type { Cell, RecurrentNetwork } from '../network';
import {
  asciiVocabulary,
  fixedContextChainModel,
  metadataFor,
  networkOf,
  randomParameters,
} from '../testing/random-model';
import { Inspection } from './inspection';

const path = 'src/a.ts';
const weights = 'exact';
const turn = (): Promise<void> => Promise.resolve();

function modelOf(changes: Partial<RecurrentNetwork>): ModelFile {
  const network = networkOf(changes);
  return parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network, 3)), 'm');
}

function code(characters: number): string {
  const line = (index: number): string => `  const value${index} = [${index % 7}, "${index * 31}"]; // ${index}\n`;
  return Array.from({ length: Math.ceil(characters / 30) }, (_, index) => line(index))
    .join('')
    .slice(0, characters);
}

/** States after each token by the plainest way: one token after the other. */
async function stepByStep(model: ModelFile, text: string): Promise<{ states: Float32Array[][]; costs: Float32Array }> {
  const lstm = await Lstm.load(model);
  const { vocabulary } = model;
  const header = vocabulary.encodeHeader(path);
  let { state } = await lstm.run(header, lstm.initialState());
  const states: Float32Array[][] = [];
  for (const token of vocabulary.encode(text)) {
    ({ state } = await lstm.run([token], state));
    states.push(state.tensors.map(({ data }) => data as Float32Array));
  }
  const costs = await lstm.bits(Uint8Array.of(...header, ...vocabulary.encode(text)));
  await lstm.dispose();
  return { states, costs: costs.subarray(header.length - 1) };
}

describe.each<[Cell, Partial<RecurrentNetwork>]>([
  ['lstm', { hidden: [10, 7] }],
  ['lstm', { hidden: [6], input: 'one-hot', embedding: 0 }],
  ['gru', { hidden: [5, 9] }],
  ['rnn', { hidden: [8] }],
])('of a network of kind %s, %j', (cell, changes) => {
  const model = modelOf({ cell, ...changes });

  test('every state of every unit is that of reading one token after the other', async () => {
    const text = code(300);
    const { states, costs } = await stepByStep(model, text);
    const inspection = await Inspection.of(model, text, { path, weights, turn });
    await inspection.readCells();
    const { hidden } = inspection.network;
    for (const [tensor, state] of inspection.states.entries()) {
      for (const [layer, width] of hidden.entries()) {
        for (let unit = 0; unit < width; unit++) {
          const expected = states.map((tensors) => tensors[tensor]![layer * Math.max(...hidden) + unit]!);
          const found = inspection.activations({ state, layer, unit });
          expect(largestDifference(found, expected)).toBeLessThan(1e-4);
        }
      }
    }
    expect(inspection.states).toEqual(cell === 'lstm' ? ['hidden', 'cell'] : ['hidden']);
    expect(largestDifference(inspection.bits, costs)).toBeLessThan(1e-4);
  });
});

test('a long text, read in lanes, is as it is in one go', async () => {
  const model = modelOf({ hidden: [12] });
  // Longer than three lanes, so that one is read anew from where another was.
  const text = code(14_000);
  const { states, costs } = await stepByStep(model, text);
  const inspection = await Inspection.of(model, text, { path, weights, turn });
  await inspection.readCells();
  for (const [tensor, state] of inspection.states.entries()) {
    for (let unit = 0; unit < 12; unit++) {
      const found = inspection.activations({ state, layer: 0, unit });
      expect(
        largestDifference(
          found,
          states.map((tensors) => tensors[tensor]![unit]!),
        ),
      ).toBeLessThan(1e-3);
    }
  }
  expect(largestDifference(inspection.bits, costs)).toBeLessThan(1e-2);
});

test('a network that never forgets is read to its end again', async () => {
  const network = networkOf({ cell: 'rnn', input: 'one-hot', embedding: 0, hidden: [1] });
  const parameters = randomParameters(network, 1);
  parameters.get('layer0.input')!.data.fill(0);
  parameters.get('layer0.bias')!.data.fill(0);
  parameters.get('layer0.recurrent')!.data.fill(8);
  // The first character pushes the unit to one side, where it stays.
  parameters.get('layer0.input')!.data[asciiVocabulary.token('!')!] = 3;
  const model = parseModelFile(modelFileBytes(metadataFor(network), parameters), 'm');
  const inspection = await Inspection.of(model, `!${'a'.repeat(20_000)}`, { path, weights, turn });
  const found = inspection.activations({ state: 'hidden', layer: 0, unit: 0 });
  expect(Math.min(...found.subarray(1))).toBeGreaterThan(0.99);
});

test('a character that several tokens spell has the state after the last and the cost of all', async () => {
  const model = modelOf({ hidden: [6] });
  const text = 'a漢b😀c';
  const { states, costs } = await stepByStep(model, text);
  const inspection = await Inspection.of(model, text, { path, weights, turn });
  expect(inspection.characters).toEqual(['a', '漢', 'b', '😀', 'c']);
  const ends = [0, 6, 7, 15, 16];
  const found = inspection.activations({ state: 'hidden', layer: 0, unit: 2 }, 1, 4);
  expect(
    largestDifference(
      found,
      [6, 7, 15].map((token) => states[token]![0]![2]!),
    ),
  ).toBeLessThan(1e-4);
  for (const [character, end] of ends.entries()) {
    const cost = costs.subarray((ends[character - 1] ?? -1) + 1, end + 1).reduce((a, b) => a + b, 0);
    expect(inspection.bits[character]).toBeCloseTo(cost, 3);
  }
});

test('expects what the network does, the likeliest first', async () => {
  const model = modelOf({ hidden: [6] });
  const lstm = await Lstm.load(model);
  const inspection = await Inspection.of(model, 'const', { path, weights, turn });
  const tokens = Uint8Array.of(...model.vocabulary.encodeHeader(path), ...model.vocabulary.encode('cons'));
  for (const { character, probability } of inspection.expectedAfter(3)) {
    if (typeof character !== 'string') continue;
    const costs = await lstm.bits(Uint8Array.of(...tokens, model.vocabulary.token(character)!));
    expect(2 ** -costs.at(-1)!).toBeCloseTo(probability, 5);
  }
  const probabilities = inspection.expectedAfter(3).map(({ probability }) => probability);
  expect(probabilities).toHaveLength(5);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  await lstm.dispose();
});

test('says what there is not', async () => {
  const fixed = fixedContextChainModel('abc', 'sum', 3);
  const stateless = parseModelFile(modelFileBytes(fixed.metadata, fixed.parameters), 'm');
  await expect(Inspection.of(stateless, 'a', { path, weights, turn })).rejects.toMatchObject({
    code: 'nothing-to-inspect',
  });
  const model = modelOf({ cell: 'gru', hidden: [4] });
  await expect(Inspection.of(model, '', { path, weights, turn })).rejects.toMatchObject({ code: 'nothing-to-inspect' });
  const inspection = await Inspection.of(model, 'a', { path, weights, turn });
  for (const name of [
    { state: 'hidden', layer: 1, unit: 0 },
    { state: 'hidden', layer: 0, unit: 4 },
    { state: 'cell', layer: 0, unit: 0 },
  ] as const) {
    expect(() => inspection.activations(name)).toThrow(expect.objectContaining({ code: 'no-such-unit' }));
  }
});

function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found).toHaveLength(expected.length);
  return Array.from(found).reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
}
