import onnxProto from 'onnx-proto';
import { expect, test, vi } from 'vitest';
import { withIntegerWeights } from './integer-weights';
import { Lstm, softmax } from './lstm';
import { modelFileBytes, parseModelFile, type ModelFile } from '../model-file/model-file';
import { networkOf, metadataFor, randomParameters, asciiVocabulary } from '../testing/random-model';

const text = asciiVocabulary.encodeFile('src/a.ts', 'export const answer = 42;\n'.repeat(8));

function modelOf(changes: Parameters<typeof networkOf>[0]): ModelFile {
  const network = networkOf(changes);
  // An output layer this wide makes the network as sure of itself as a trained one.
  return parseModelFile(modelFileBytes(metadataFor(network), randomParameters(network, 3, 80)), 'm');
}

test.each([{ hidden: [64] }, { hidden: [48, 32, 64] }, { hidden: [40], input: 'one-hot' as const, embedding: 0 }])(
  'integer weights in %j cost hardly any bits',
  async (changes) => {
    const file = modelOf(changes);
    const [exact, fast] = await Promise.all([Lstm.load(file), Lstm.load(file, { weights: 'fast' })]);
    const [a, b] = await Promise.all([exact, fast].map((lstm) => lstm.run(text, lstm.initialState())));
    const size = asciiVocabulary.size;
    let divergence = 0;
    let entropy = 0;
    for (let step = 0; step < text.length; step++) {
      const p = softmax(a!.logits.subarray(step * size, (step + 1) * size));
      const q = softmax(b!.logits.subarray(step * size, (step + 1) * size));
      for (const [token, probability] of p.entries()) {
        divergence += (probability * Math.log2(probability / q[token]!)) / text.length;
        entropy -= (probability * Math.log2(probability)) / text.length;
      }
    }
    expect(a!.logits).not.toEqual(b!.logits);
    expect(entropy).toBeLessThan(5);
    expect(divergence).toBeLessThan(0.01);
  },
);

test('a batch runs with integer weights too', async () => {
  const lstm = await Lstm.load(modelOf({ hidden: [32, 24] }), { weights: 'fast' });
  const { state } = await lstm.run([10, 11, 12, 13, 14, 15], lstm.initialState(3));
  const { logits } = await lstm.run([20, 30, 40], state);
  expect(logits).toHaveLength(3 * asciiVocabulary.size);
  expect(logits.every(Number.isFinite)).toBe(true);
});

test.each(['gru', 'rnn'] as const)('a %s stays as it is', (cell) => {
  const { model } = modelOf({ cell });
  expect(withIntegerWeights(model)).toBe(model);
});

test('a loaded model is decoded once, and encoded no more than once, however it is to run', async () => {
  const network = networkOf({ hidden: [32] });
  const bytes = modelFileBytes(metadataFor(network), randomParameters(network));
  const decode = vi.spyOn(onnxProto.onnx.ModelProto, 'decode');
  const encode = vi.spyOn(onnxProto.onnx.ModelProto, 'encode');
  try {
    const file = parseModelFile(bytes, 'm');
    const before = Buffer.from(onnxProto.onnx.ModelProto.encode(file.model).finish());
    const encoded = encode.mock.calls.length;
    const lstm = await Lstm.load(file, { weights: 'fast', adaptable: true });
    expect(decode).toHaveBeenCalledTimes(1);
    expect(encode).toHaveBeenCalledTimes(encoded + 1);
    // What was loaded is a copy.
    expect(Buffer.compare(before, onnxProto.onnx.ModelProto.encode(file.model).finish())).toBe(0);
    await lstm.dispose();
    encode.mockClear();
    await (await Lstm.load(file)).dispose();
    expect(encode).not.toHaveBeenCalled();
  } finally {
    vi.restoreAllMocks();
  }
});
