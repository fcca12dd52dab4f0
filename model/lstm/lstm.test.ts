import { describe, expect, test, vi } from 'vitest';
import { chunkTokens, logSumExp, Lstm, softmax } from './lstm';
import { LstmPredictor } from './lstm-predictor';
import { modelFileBytes, parseModelFile } from '../model-file/model-file';
import { asciiVocabulary, chainModel, metadataFor, networkOf, randomParameters } from '../testing/random-model';

const network = networkOf({ hidden: [10, 7] });
const lstm = await Lstm.load(parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network)), 'm'));
const size = asciiVocabulary.size;
const text = asciiVocabulary.encodeFile('src/a.ts', 'const answer = 42;\n'.repeat(60));

/** Logits of a text read in one call. */
const whole = await lstm.run(text, lstm.initialState());

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

describe('a text read', () => {
  test('in pieces, or one token at a time, gives what it gives in one call', async () => {
    expect(text.length).toBeGreaterThan(4 * chunkTokens);
    const pieces = new Float32Array(text.length * size);
    for await (const { logits, start } of lstm.read(text)) pieces.set(logits, start * size);
    expect(largestDifference(pieces, whole.logits)).toBeLessThan(1e-5);

    let state = lstm.initialState();
    for (const [index, token] of text.subarray(0, 50).entries()) {
      const run = await lstm.run([token], state);
      expect(largestDifference(run.logits, whole.logits.subarray(index * size, (index + 1) * size))).toBeLessThan(1e-5);
      state = run.state;
    }
  });

  test('beside others in a batch gives what it gives alone', async () => {
    const texts = ['const a', 'export ', 'return '].map((line) => asciiVocabulary.encode(line));
    const sideBySide = Array.from({ length: 7 }, (_, step) => texts.map((tokens) => tokens[step]!)).flat();
    // In two calls, so that the state of all of them is gone on from.
    const cut = 4 * texts.length;
    const first = await lstm.run(sideBySide.slice(0, cut), lstm.initialState(texts.length));
    const second = await lstm.run(sideBySide.slice(cut), first.state);
    const together = Float32Array.of(...first.logits, ...second.logits);
    for (const [column, tokens] of texts.entries()) {
      const alone = await lstm.run(tokens, lstm.initialState());
      for (const step of tokens.keys()) {
        const place = step * texts.length + column;
        const row = together.subarray(place * size, (place + 1) * size);
        expect(largestDifference(alone.logits.subarray(step * size, (step + 1) * size), row)).toBeLessThan(1e-5);
      }
      for (const [tensor, { data, dims }] of alone.state.tensors.entries()) {
        const [layers = 1, , hidden = 1] = dims;
        const all = second.state.tensors[tensor]!.data as Float32Array;
        for (let layer = 0; layer < layers; layer++) {
          const start = (layer * texts.length + column) * hidden;
          const own = (data as Float32Array).subarray(layer * hidden, (layer + 1) * hidden);
          expect(largestDifference(own, all.subarray(start, start + hidden))).toBeLessThan(1e-5);
        }
      }
    }
  });

  test('leaves the state that it started from as it was', async () => {
    const { state } = await lstm.run(text.subarray(0, 10), lstm.initialState());
    const before = state.tensors.map(({ data }) => Float32Array.from(data as Float32Array));
    await lstm.run(text.subarray(10, 20), state);
    expect(state.tensors.map(({ data }) => data)).toEqual(before);
  });

  test('costs −log2 of the probability of each token after the first', async () => {
    const bits = await lstm.bits(text);
    expect(bits).toHaveLength(text.length - 1);
    for (const place of [0, 1, chunkTokens - 1, chunkTokens, text.length - 2]) {
      const probabilities = softmax(whole.logits.subarray(place * size, (place + 1) * size));
      expect(bits[place]).toBeCloseTo(-Math.log2(probabilities[text[place + 1]!]!), 3);
    }
    expect(await lstm.bits(text.subarray(0, 1))).toHaveLength(0);
  });

  test('stops between two pieces when cancelled', async () => {
    await expect(lstm.bits(text, AbortSignal.abort())).rejects.toThrow();
  });

  test.each([[[]], [[1, 2, 3]]])('as %j in a batch of two is refused', async (tokens) => {
    await expect(lstm.run(tokens, lstm.initialState(2))).rejects.toThrow(RangeError);
  });
});

test('the probabilities of large logits add up to one', () => {
  const probabilities = softmax(Float32Array.of(1000, 999, -1000));
  expect(probabilities.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 6);
  expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.LN2, 3);
});

test('the predictor expects a path at the start, and then what the network says', async () => {
  const { metadata, parameters } = chainModel('qwerty');
  const chain = new LstmPredictor(await Lstm.load(parseModelFile(modelFileBytes(metadata, parameters), 'm')));
  const start = chain.start();
  expect(start.probabilities[asciiVocabulary.startOfPath]).toBe(1);
  const long = asciiVocabulary.encode('x'.repeat(chunkTokens + 44) + 'q');
  const context = await chain.read(start, long);
  expect(context.probabilities[asciiVocabulary.token('w')!]).toBeGreaterThan(0.99);
  const [after] = await chain.advance([context], [asciiVocabulary.token('e')!]);
  expect(after!.probabilities[asciiVocabulary.token('r')!]).toBeGreaterThan(0.99);
  expect(await chain.read(context, new Uint8Array())).toBe(context);
  await expect(chain.advance([context], [])).rejects.toThrow(RangeError);
});

describe('what is expected to come next', () => {
  const predictor = new LstmPredictor(lstm);
  const nothing = new Uint8Array();

  test.each([
    ['right', text.subarray(20, 120)],
    ['wrong', Uint8Array.of(3, 4, 5, 6)],
    ['wrong later', Uint8Array.of(...text.subarray(21, 24), 3, 3, 3)],
  ])('changes no answer where it is %s', async (_, tokens) => {
    let plain = await predictor.read(predictor.start(), text.subarray(0, 20));
    let ahead = plain;
    for (let place = 20; place < 70; place++) {
      const expected = tokens.subarray(tokens.length > 20 ? place - 19 : 0);
      [plain] = (await predictor.advance([plain], [text[place]!])) as [typeof plain];
      [ahead] = (await predictor.advance([ahead], [text[place]!], () => expected)) as [typeof ahead];
      expect(largestDifference(ahead.probabilities, plain.probabilities)).toBeLessThan(1e-5);
    }
    for (const context of [plain, ahead]) expect(context.probabilities).toHaveLength(size);
    const [a, b] = await Promise.all([plain, ahead].map((context) => predictor.read(context, text.subarray(70, 90))));
    expect(largestDifference(a!.probabilities, b!.probabilities)).toBeLessThan(1e-5);
    for await (const { context } of predictor.learn(ahead, text.subarray(70, 90))) {
      expect(largestDifference(context.probabilities, a!.probabilities)).toBeLessThan(1e-5);
    }
  });

  test('is read in one call with what comes before it', async () => {
    using run = vi.spyOn(lstm, 'run');
    const counting = new LstmPredictor(lstm);
    const calls = (): number[] => run.mock.calls.map(([tokens]) => tokens.length);
    let [context] = await counting.advance([counting.start()], [text[0]!], () => text.subarray(1, 9));
    for (const token of text.subarray(1, 9)) {
      [context] = await counting.advance([context!], [token], () => nothing);
    }
    expect(calls()).toEqual([9]);
    await counting.advance([context!], [text[9]!]);
    // The state behind all that was expected is known.
    expect(calls()).toEqual([9, 1]);
  });
});
