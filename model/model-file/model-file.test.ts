import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import onnxProto from 'onnx-proto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Failure, type FailureCode } from '@house-style/protocol/failure';
import { Lstm } from '../lstm/lstm';
import { asciiVocabulary, metadataFor, networkOf, randomParameters } from '../testing/random-model';
import { buildInferenceModel } from './inference-graph';
import { modelFileBytes, parametersOf, parseModelFile, readModelFile, writeModelFile } from './model-file';

const network = networkOf({ hidden: [6, 4] });
const metadata = metadataFor(network);
const parameters = randomParameters(network);
const bytes = modelFileBytes(metadata, parameters);
const { ModelProto } = onnxProto.onnx;
type ModelProto = onnxProto.onnx.ModelProto;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-'));
});
afterAll(() => rm(folder, { recursive: true }));

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('Nothing failed.');
}

/** The content with its last entry, the checksum, made right again. */
function resealed(content: Uint8Array): Uint8Array {
  const body = Buffer.from(content.subarray(0, -sealLength));
  const seal = Buffer.from(content.subarray(-sealLength));
  seal.write(createHash('sha256').update(body).digest('hex'), sealLength - 64, 'latin1');
  return Buffer.concat([body, seal]);
}
const sealLength = bytes.length - buildLength();
function buildLength(): number {
  const properties = Object.entries(metadata).map(([key, value]) => [`house_style.${key}`, JSON.stringify(value)]);
  return buildInferenceModel(network, parameters, Object.fromEntries(properties) as Record<string, string>).length;
}

/** A whole file with something in its protobuf changed. */
function changed(change: (model: ModelProto) => void): Uint8Array {
  const model = ModelProto.decode(bytes);
  model.metadataProps = model.metadataProps.filter(({ key }) => key !== 'house_style.sha256');
  change(model);
  return resealed(Buffer.concat([ModelProto.encode(model).finish(), bytes.subarray(-sealLength)]));
}

function withProperty(key: string, value: string): Uint8Array {
  return changed((model) => {
    model.metadataProps.find((property) => property.key === `house_style.${key}`)!.value = value;
  });
}

describe('a model file', () => {
  test('comes back as it was written, weights bit for bit, and nothing else is left in the folder', async () => {
    const file = path.join(folder, 'model.onnx');
    await writeModelFile(file, metadata, parameters);
    const model = await readModelFile(file);
    expect(model.metadata).toEqual(metadata);
    expect(model.vocabulary.characters).toEqual(asciiVocabulary.characters);
    expect(parametersOf(model)).toEqual(parameters);
    expect(await readdir(folder)).toEqual(['model.onnx']);
  });

  test.each(['lstm', 'gru', 'rnn'] as const)('loads with %s cells and either input', async (cell) => {
    for (const input of ['embedding', 'one-hot'] as const) {
      const other = networkOf({ cell, input, hidden: [5] });
      const file = parseModelFile(modelFileBytes(metadataFor(other), randomParameters(other)), 'm');
      const lstm = await Lstm.load(file);
      const { logits } = await lstm.run([1, 2, 3], lstm.initialState());
      expect(logits).toHaveLength(3 * asciiVocabulary.size);
      await lstm.dispose();
    }
  });

  test('that cannot be written leaves the old one as it was', async () => {
    const file = path.join(folder, 'missing', 'model.onnx');
    await expect(writeModelFile(file, metadata, parameters)).rejects.toMatchObject({ code: 'output-unwritable' });
  });
});

describe('a file that is no good model is refused with a code', () => {
  test.each<[FailureCode, string, () => Promise<string>]>([
    ['model-not-found', 'missing', () => Promise.resolve('nowhere.onnx')],
    ['model-unreadable', 'a folder', () => Promise.resolve('.')],
    [
      'model-too-large',
      'too large',
      async () => {
        await writeFile(path.join(folder, 'large.onnx'), '');
        // A sparse file: it takes no room on the disk.
        await truncate(path.join(folder, 'large.onnx'), 2 ** 30);
        return 'large.onnx';
      },
    ],
    [
      'model-damaged',
      'empty',
      async () => {
        await writeFile(path.join(folder, 'empty.onnx'), '');
        return 'empty.onnx';
      },
    ],
    [
      'model-damaged',
      'a text',
      async () => {
        await writeFile(path.join(folder, 'text.onnx'), 'not a model at all\n');
        return 'text.onnx';
      },
    ],
  ])('%s: %s', async (code, _, make) => {
    const file = path.join(folder, await make());
    const failure: unknown = await readModelFile(file).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as Failure).message).toContain(file);
  });

  test.each<[FailureCode, string, Uint8Array, RegExp]>([
    ['model-foreign', 'another ONNX file', buildInferenceModel(network, parameters, {}), /not a House Style model/],
    ['model-too-new', 'a newer format', withProperty('formatVersion', '2'), /format 2/],
    ['model-damaged', 'a format of no number', withProperty('formatVersion', '"x"'), /formatVersion/],
    ['model-damaged', 'metadata that are no JSON', withProperty('corpus', '{'), /corpus/],
    ['model-damaged', 'metadata of another kind', withProperty('metrics', '[]'), /metrics/],
    ['model-damaged', 'a vocabulary with a character twice', withProperty('characters', '["a","a"]'), /vocabulary/],
    ['model-damaged', 'a vocabulary of another size', withProperty('characters', '["a"]'), /vocabulary/],
    [
      'model-mismatch',
      'a network of another width',
      withProperty('network', JSON.stringify({ ...network, hidden: [6, 5] })),
      /layer1\.W is \[1,16,6\] in place of \[1,20,6\]/,
    ],
    [
      'model-mismatch',
      'a network of another cell',
      withProperty('network', JSON.stringify({ ...network, cell: 'gru' })),
      /layer0\.W is \[1,24,8\] in place of \[1,18,8\]/,
    ],
    [
      'model-mismatch',
      'a weight that is not finite',
      changed((model) => new DataView(copyOfFirst(model)).setFloat32(0, NaN, true)),
      /embedding holds numbers that are not finite/,
    ],
    [
      'model-mismatch',
      'a weight that is missing',
      changed((model) => model.graph!.initializer!.shift()),
      /embedding is missing/,
    ],
    [
      'model-mismatch',
      'an operator that is not among ours',
      changed((model) => (model.graph!.node![0]!.opType = 'Loop')),
      /graph is another one/,
    ],
    [
      'model-mismatch',
      'weights in another file',
      changed(
        (model) => (model.graph!.initializer![0]!.dataLocation = onnxProto.onnx.TensorProto.DataLocation.EXTERNAL),
      ),
      /graph is another one/,
    ],
    [
      'model-mismatch',
      'a graph that is wired otherwise',
      changed((model) => (model.graph!.node!.find(({ opType }) => opType === 'Gather')!.input![1] = 'nowhere')),
      /graph is another one/,
    ],
    [
      'model-mismatch',
      'a newer operator set',
      changed((model) => (model.opsetImport[0]!.version = 99)),
      /graph is another one/,
    ],
  ])('%s: %s', (code, _, content, message) => {
    const failure = failureOf(() => parseModelFile(content, 'the.onnx'));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('the.onnx');
  });

  function copyOfFirst(model: ModelProto): ArrayBuffer {
    const tensor = model.graph!.initializer![0]!;
    const raw = Uint8Array.from(tensor.rawData!);
    tensor.rawData = raw;
    return raw.buffer;
  }
});

describe('damage', () => {
  test('no truncation loads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(failureOf(() => parseModelFile(bytes.subarray(0, length), 'm')).code).toMatch(/^model-/);
      }),
      { numRuns: 300 },
    );
  });

  test('no flipped bit loads', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
        const content = Buffer.from(bytes);
        content[bit >> 3]! ^= 1 << (bit & 7);
        expect(failureOf(() => parseModelFile(content, 'm')).code).toMatch(/^model-/);
      }),
      { numRuns: 1000 },
    );
  });

  test('flipped bits under a right checksum never crash, and what still loads has the shapes that it states', async () => {
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: (bytes.length - sealLength) * 8 - 1 }), { minLength: 1, maxLength: 3 }),
        async (bits) => {
          const content = Buffer.from(bytes);
          for (const bit of bits) content[bit >> 3]! ^= 1 << (bit & 7);
          try {
            const lstm = await Lstm.load(parseModelFile(resealed(content), 'm'));
            const { logits } = await lstm.run([1, 2, 3], lstm.initialState());
            expect(logits).toHaveLength(3 * asciiVocabulary.size);
            await lstm.dispose();
            loaded += 1;
          } catch (error) {
            expect((error as Failure).code).toMatch(/^model-/);
          }
        },
      ),
      { numRuns: 400 },
    );
    // Most bits are weights, where a flip gives another weight: the property is not about refusals alone.
    expect(loaded).toBeGreaterThan(0);
  });
});

test('the checksum at the end covers everything before it', async () => {
  const file = path.join(folder, 'sealed.onnx');
  await writeModelFile(file, metadata, parameters);
  const content = await readFile(file);
  const hash = createHash('sha256').update(content.subarray(0, -sealLength)).digest('hex');
  expect(content.subarray(-64).toString('latin1')).toBe(hash);
});
