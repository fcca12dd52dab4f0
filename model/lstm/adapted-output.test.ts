import { Tensor } from '../onnx-runtime/runtime';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { logSumExp, Lstm, type LstmState } from './lstm';
import { type LstmContext, LstmPredictor } from './lstm-predictor';
import { modelFileBytes, parseModelFile, type ModelFile } from '../model-file/model-file';
import type { Network } from '../network';
import { asciiVocabulary as vocabulary, metadataFor, networkOf, randomParameters } from '../testing/random-model';
import type { OutputLayer } from './adaptable-graph';
import { AdaptationStep, furthest } from './adaptation-step';
import type { AdaptedOutput } from './adapted-output';

const line = vocabulary.encode('const zebra = quagga(42);\n');

function fileOf(network: Network): ModelFile {
  return parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network, 3)), 'm');
}

function distance(a: OutputLayer, b: OutputLayer): number {
  const squares = (['output.W', 'output.B'] as const).map((name) => {
    const other = b[name].data as Float32Array;
    return (a[name].data as Float32Array).reduce((sum, value, index) => sum + (value - other[index]!) ** 2, 0);
  });
  return Math.sqrt(squares[0]! + squares[1]!);
}

describe('the output layer adapts', () => {
  let lstm: Lstm;
  let step: AdaptationStep;
  let predictor: LstmPredictor;

  beforeAll(async () => {
    lstm = await Lstm.load(fileOf(networkOf({ hidden: [24, 16] })), { adaptable: true });
    step = await AdaptationStep.create(lstm.trainedOutput!);
    predictor = new LstmPredictor(lstm, step);
  });
  afterAll(async () => {
    await step.dispose();
    await lstm.dispose();
  });

  /** Nats of the line before it was learned, and the place after it. */
  async function learn(context: LstmContext): Promise<{ nats: number; after: LstmContext }> {
    let nats = 0;
    let after = context;
    let index = 0;
    for await (const { context: reached, expected } of predictor.learn(context, line)) {
      for (const probabilities of expected) nats -= Math.log(probabilities[line[index++]!]!);
      after = reached;
    }
    return { nats, after };
  }

  async function begin(): Promise<{ adapted: AdaptedOutput; start: LstmContext }> {
    const adapted = predictor.beginAdapting()!;
    const start = await predictor.read(predictor.start(adapted), vocabulary.encodeHeader('a.ts'));
    return { adapted, start };
  }

  it('makes a line cheaper each time that it is learned', async () => {
    let { start } = await begin();
    const costs: number[] = [];
    for (let time = 0; time < 30; time++) {
      const { nats, after } = await learn(start);
      costs.push(nats);
      start = after;
    }
    for (const [time, cost] of costs.slice(2).entries()) expect(cost).toBeLessThan(costs[time + 1]!);
    expect(costs.at(-1)).toBeLessThan(0.95 * costs[0]!);
  });

  it('goes down the gradient of what the line costs, which finite differences give too', async () => {
    const { adapted, start } = await begin();
    const trained = lstm.trainedOutput!;
    const costWith = async (change: (layer: Float32Array) => void, name: keyof OutputLayer): Promise<number> => {
      const data = (trained[name].data as Float32Array).slice();
      change(data);
      const output = { ...trained, [name]: new Tensor('float32', data, trained[name].dims) };
      return await nats(lstm, start.state, output);
    };
    await learn(start);
    const shift = 0.05;
    for (const [name, places] of [
      ['output.W', [5 * vocabulary.size + line[3]!, 9 * vocabulary.size + 40, 200]],
      ['output.B', [line[0]!, 40, 60]],
    ] as const) {
      for (const place of places) {
        const higher = await costWith((data) => (data[place]! += shift), name);
        const lower = await costWith((data) => (data[place]! -= shift), name);
        const gradient = (higher - lower) / (2 * shift);
        const change =
          (adapted.layer[name].data as Float32Array)[place]! - (trained[name].data as Float32Array)[place]!;
        expect(change).toBeCloseTo(-gradient / 64, 4);
      }
    }
  });

  it('never goes further from the trained layer than it may', async () => {
    const { adapted, start } = await begin();
    const trained = lstm.trainedOutput!;
    const zero = ({ data, dims }: Tensor): Tensor => new Tensor('float32', new Float32Array(data.length), dims);
    const nothing = { 'output.W': zero(trained['output.W']), 'output.B': zero(trained['output.B']) };
    const limit = furthest * distance(trained, nothing);
    let context = start;
    for (let time = 0; time < 200; time++) {
      ({ after: context } = await learn(context));
      expect(distance(adapted.layer, trained)).toBeLessThanOrEqual(limit * (1 + 1e-5));
    }
    expect(distance(adapted.layer, trained)).toBeGreaterThan(0.99 * limit);
  });

  it('leaves the trained network and other documents as they were, to the last bit', async () => {
    const before = await lstm.run(line, lstm.initialState());
    const { adapted, start } = await begin();
    await learn(start);
    expect(distance(adapted.layer, lstm.trainedOutput!)).toBeGreaterThan(0);
    expect((await lstm.run(line, lstm.initialState())).logits).toEqual(before.logits);
    const { adapted: another } = await begin();
    expect(another.layer).toBe(lstm.trainedOutput);
    const plain = await predictor.read(predictor.start(), vocabulary.encodeHeader('a.ts'));
    const { start: fresh } = await begin();
    expect(fresh.probabilities).toEqual(plain.probabilities);
  });

  it('expects at a place kept from before what it expects there when it is read again', async () => {
    const { adapted, start } = await begin();
    const before = start.probabilities.slice();
    await learn(start);
    const again = await predictor.read(predictor.start(adapted), vocabulary.encodeHeader('a.ts'));
    const largest = start.probabilities.reduce(
      (most, value, token) => Math.max(most, Math.abs(value - again.probabilities[token]!)),
      0,
    );
    expect(largest).toBeLessThan(1e-6);
    expect(start.probabilities).not.toEqual(before);
  });

  it('learns nothing of a line that is not finished, and the same however it is cut', async () => {
    const whole = await begin();
    await learn(whole.start);
    const cut = await begin();
    let context = cut.start;
    for (const [index, token] of line.entries()) {
      expect(cut.adapted.revision).toBe(0);
      for await (const read of predictor.learn(context, Uint8Array.of(token))) context = read.context;
      if (index === line.length - 1) expect(cut.adapted.revision).toBe(1);
    }
    expect(distance(cut.adapted.layer, whole.adapted.layer)).toBeLessThan(1e-6);
  });

  it('advances contexts of several documents by the layer of each, whatever is expected to come next', async () => {
    const [one, other] = [await begin(), await begin()];
    await learn(one.start);
    const together = await predictor.advance([one.start, other.start], [40, 41], () => Uint8Array.of(42, 43));
    for (const [index, { start }] of [one, other].entries()) {
      const [alone] = await predictor.advance([start], [40 + index]);
      const [ahead] = await predictor.advance([together[index]!], [42]);
      const [singly] = await predictor.advance([alone!], [42]);
      for (const token of alone!.probabilities.keys()) {
        expect(together[index]!.probabilities[token]).toBeCloseTo(alone!.probabilities[token]!, 5);
        expect(ahead!.probabilities[token]).toBeCloseTo(singly!.probabilities[token]!, 5);
      }
    }
  });

  it('adapts places that were read ahead as it adapts all others', async () => {
    const { adapted, start } = await begin();
    const [place] = await predictor.advance([start], [line[0]!], () => line.subarray(1, 4));
    await learn(start);
    const again = await predictor.read(predictor.start(adapted), vocabulary.encodeHeader('a.ts'));
    const [expected] = await predictor.advance([again], [line[0]!]);
    for (const [token, probability] of expected!.probabilities.entries()) {
      expect(place!.probabilities[token]).toBeCloseTo(probability, 5);
    }
  });
});

async function nats(lstm: Lstm, state: LstmState, output: OutputLayer): Promise<number> {
  const first = await lstm.run(vocabulary.encodeHeader('a.ts'), lstm.initialState(), { output });
  expect(first.state.tensors[0]!.data).toEqual(state.tensors[0]!.data);
  const { size } = vocabulary;
  const { logits } = await lstm.run(line.subarray(0, -1), state, { output });
  const rows = [first.logits.subarray(-size)];
  for (let at = 0; at < logits.length; at += size) rows.push(logits.subarray(at, at + size));
  return rows.reduce((sum, row, index) => sum + logSumExp(row) - row[line[index]!]!, 0);
}

test.each([
  { hidden: [16] },
  { hidden: [48, 32] },
  { hidden: [32, 48] },
  { cell: 'gru' as const },
  { cell: 'rnn' as const, input: 'one-hot' as const, embedding: 0 },
])('a network of %j predicts the same when it can adapt', async (changes) => {
  const file = fileOf(networkOf(changes));
  const [plain, adaptable] = await Promise.all([Lstm.load(file), Lstm.load(file, { adaptable: true })]);
  const expected = await plain.run(line, plain.initialState());
  const { logits, state, features } = await adaptable.run(line, adaptable.initialState(), { features: true });
  const largest = logits.reduce((most, value, at) => Math.max(most, Math.abs(value - expected.logits[at]!)), 0);
  expect(largest).toBeLessThan(1e-5);
  const last = adaptable.featuresOf(state);
  expect(features!.slice(-last.length)).toEqual(last.slice());
  await Promise.all([plain.dispose(), adaptable.dispose()]);
});

test('a network with a fixed context does not adapt', async () => {
  const network = { cell: 'sum', input: 'embedding', context: 3, dropout: 0 } as const;
  const file = fileOf({ ...network, vocabulary: vocabulary.size, embedding: 8, hidden: [16] });
  const lstm = await Lstm.load(file, { adaptable: true });
  expect(lstm.trainedOutput).toBeUndefined();
  expect(new LstmPredictor(lstm).beginAdapting()).toBeUndefined();
  await lstm.dispose();
});
