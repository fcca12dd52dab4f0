/**
 * The model file: one ONNX file that says everything about itself, written whole or not at all, and checked before
 * anything of it is used. `docs/model-format.md` is its description for readers in other languages.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import onnxProto from 'onnx-proto';
import { Failure, isSystemError } from '@house-style/protocol/failure';
import { parameterShapes, type Parameters } from '../network';
import { Vocabulary } from '../vocabulary/vocabulary';
import { writeAtomically } from '@house-style/protocol/write-atomically';
import { buildInferenceModel, parametersFromModel } from './inference-graph';
import { formatVersion, metadataSchema, type Metadata } from './metadata';
import { type Outline, outlineOf, TooManyFields } from './outline';
import { storedWeights } from './stored-weights';

const { ModelProto, StringStringEntryProto } = onnxProto.onnx;

/** Keys of our `metadata_props` start with it. */
const keyPrefix = 'house_style.';
const checksumKey = `${keyPrefix}sha256`;
/** A 4×1024 network takes 35 MB; a file far beyond what can be trained here is not read into memory. */
const maximumBytes = 512 * 2 ** 20;

/** Of a graph without its numbers; that of a network with four layers has some ten thousand. */
const maximumGraphBytes = 2 ** 20;
/** Of everything beside the graph; the paths of ten thousand files that were held out take a tenth of it. */
const maximumMetadataBytes = 8 * 2 ** 20;

/** A model file, read and checked, ready for a session. */
export interface ModelFile {
  readonly path: string;
  readonly metadata: Metadata;
  readonly vocabulary: Vocabulary;
  /** The whole file, as the runtime takes it. */
  readonly bytes: Uint8Array;
  /** The same, decoded once: its numbers lie in {@link bytes}. It is never changed, only copied. */
  readonly model: onnxProto.onnx.IModelProto;
}

/**
 * Reads and checks a model file.
 *
 * @throws Failure `model-not-found`, `model-unreadable`, `model-too-large`, `model-damaged`, `model-foreign`,
 *   `model-too-new` or `model-mismatch`.
 */
export async function readModelFile(path: string): Promise<ModelFile> {
  return parseModelFile(await readBytes(path), path);
}

/**
 * Writes a model file under a temporary name, flushes it to the disk and gives it its name, so that no reader ever sees
 * half of one and an older file survives whatever goes wrong.
 *
 * @throws Failure `disk-full` or `output-unwritable`.
 * @throws RangeError when the parameters are not those of the metadata's network.
 */
export async function writeModelFile(path: string, metadata: Metadata, parameters: Parameters): Promise<void> {
  const bytes = modelFileBytes(metadata, parameters);
  await writeAtomically(path, [bytes]);
}

/** A model file's content. */
export function modelFileBytes(metadata: Metadata, parameters: Parameters): Uint8Array {
  const entries = Object.entries(metadata).map(([key, value]) => [keyPrefix + key, JSON.stringify(value)]);
  const model = buildInferenceModel(
    metadata.network,
    parameters,
    Object.fromEntries(entries) as Record<string, string>,
  );
  return Buffer.concat([model, checksumEntry(model)]);
}

/**
 * Checks a model file's content.
 *
 * @param path for messages only.
 * @throws Failure `model-damaged`, `model-foreign`, `model-too-new` or `model-mismatch`.
 */
export function parseModelFile(bytes: Uint8Array, path: string): ModelFile {
  const damaged = (what: string, cause?: unknown): Failure =>
    new Failure('model-damaged', `The model file ${path} is damaged (${what}): train again or restore it.`, { cause });
  let outline: Outline;
  try {
    outline = outlineOf(bytes);
  } catch (error) {
    throw damaged(error instanceof TooManyFields ? 'it has more parts than any' : 'it is not a whole ONNX file', error);
  }
  const { metadata: properties } = outline;
  if (!properties.has(`${keyPrefix}formatVersion`)) {
    if (!outline.hasGraph) throw damaged('it is not a whole ONNX file');
    throw new Failure(
      'model-foreign',
      `${path} is an ONNX file, but not a House Style model: train one, or choose another file.`,
    );
  }
  const version = Number(properties.get(`${keyPrefix}formatVersion`));
  if (version > formatVersion) {
    throw new Failure(
      'model-too-new',
      `The model file ${path} has format ${version}, and this House Style reads up to ${formatVersion}: update it.`,
    );
  }
  if (!hasRightChecksum(bytes)) throw damaged('its checksum is wrong');
  // A checksum is no signature: whoever made the file may have made it to fill this machine's memory.
  if (outline.graphBytes > maximumGraphBytes) throw damaged('its graph is too large');
  if (outline.otherBytes > maximumMetadataBytes) throw damaged('its metadata are too large');
  const metadata = parseMetadata(properties, damaged);
  const vocabulary = parseVocabulary(metadata, damaged);
  const model = decoded(bytes, damaged);
  const mismatch = checkNetwork(model, bytes, metadata, properties);
  if (mismatch !== undefined) {
    throw new Failure(
      'model-mismatch',
      `The model file ${path} does not hold the network that it describes (${mismatch}): train again.`,
    );
  }
  return { path, metadata, vocabulary, bytes, model };
}

function decoded(bytes: Uint8Array, damaged: Damaged): onnxProto.onnx.ModelProto {
  try {
    return ModelProto.decode(bytes);
  } catch (error) {
    throw damaged('it is not a whole ONNX file', error);
  }
}

/** The trained numbers in a model file, to go on training from. */
export function parametersOf({ model, metadata: { network }, path }: ModelFile): Parameters {
  const stored = storedWeights(model.graph?.initializer ?? [], network);
  if (stored.kind === 'wrong') throw new Failure('model-mismatch', `${path} is not whole: ${stored.what}.`);
  return parametersFromModel(network, stored.weights);
}

/**
 * What in a file differs from the network that its metadata describe, in words, or undefined where nothing does.
 *
 * The weights are taken out and the file is built again around them: only the very graph that belongs to the network is
 * let through, because the runtime ends the whole process on some graphs that it cannot run.
 */
function checkNetwork(
  model: onnxProto.onnx.ModelProto,
  bytes: Uint8Array,
  { network }: Metadata,
  properties: ReadonlyMap<string, string>,
): string | undefined {
  const stored = storedWeights(model.graph?.initializer ?? [], network);
  if (stored.kind === 'wrong') return stored.what;
  const own = new Map([...properties].filter(([key]) => key !== checksumKey));
  const rebuilt = buildInferenceModel(network, parametersFromModel(network, stored.weights), Object.fromEntries(own));
  const same = Buffer.compare(rebuilt, bytes.subarray(0, -checksumEntry(rebuilt).length)) === 0;
  return same ? undefined : 'its graph is another one';
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    // Pipes and devices may never end.
    if (!found.isFile()) throw new Failure('model-unreadable', `${path} is not a file: choose a model file.`);
    if (found.size > maximumBytes) {
      const [megabytes, limit] = [found.size, maximumBytes].map((count) => Math.round(count / 2 ** 20));
      throw new Failure(
        'model-too-large',
        `${path} has ${megabytes} MB, and a model file has at most ${limit} MB: is it the right file?`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (isSystemError(error) && error.code === 'ENOENT') {
      throw new Failure('model-not-found', `There is no model file ${path}: train one first.`, { cause: error });
    }
    throw new Failure('model-unreadable', `The model file ${path} cannot be read (${reasonOf(error)}).`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  if (isSystemError(error) && error.code !== undefined) return error.code;
  return error instanceof Error ? error.message : String(error);
}

/**
 * The entry that ends every model file: SHA-256 of all bytes before it. Protobuf readers take repeated fields wherever
 * they stand, so an entry put behind a finished message is one more of its `metadata_props`.
 */
function checksumEntry(model: Uint8Array): Uint8Array {
  const value = createHash('sha256').update(model).digest('hex');
  return ModelProto.encode({ metadataProps: [StringStringEntryProto.create({ key: checksumKey, value })] }).finish();
}

function hasRightChecksum(bytes: Uint8Array): boolean {
  const length = checksumEntry(new Uint8Array()).length;
  const entry = checksumEntry(bytes.subarray(0, -length));
  return Buffer.compare(entry, bytes.subarray(-length)) === 0;
}

type Damaged = (what: string, cause?: unknown) => Failure;

function parseMetadata(properties: ReadonlyMap<string, string>, damaged: Damaged): Metadata {
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(metadataSchema.shape)) {
    const text = properties.get(keyPrefix + key);
    if (text === undefined) throw damaged(`its ${key} is missing`);
    try {
      values[key] = JSON.parse(text);
    } catch (error) {
      throw damaged(`its ${key} is no JSON`, error);
    }
  }
  const result = metadataSchema.safeParse(values);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw damaged(`its ${issue?.path.join('.') ?? 'metadata'} is not valid`, result.error);
  }
  return result.data;
}

function parseVocabulary({ characters, network }: Metadata, damaged: Damaged): Vocabulary {
  let vocabulary: Vocabulary;
  try {
    vocabulary = new Vocabulary(characters);
  } catch (error) {
    throw damaged('its vocabulary is not valid', error);
  }
  if (vocabulary.size !== network.vocabulary) throw damaged('its vocabulary does not fit its network');
  // The product of the dimensions decides what is allocated, so it is bounded before the graph is looked at.
  for (const { name, shape } of parameterShapes(network)) {
    if (4 * shape.reduce((product, size) => product * size, 1) > maximumBytes)
      throw damaged(`its ${name} is too large`);
  }
  return vocabulary;
}
