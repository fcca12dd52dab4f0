/**
 * Whether a model file's graph is the one that its metadata describes. The runtime checks that a graph can run; it
 * cannot know that it is the right one.
 */
import onnxProto from 'onnx-proto';
import { gateBlocks, inputFeatures, type Network } from '../network';

type ModelProto = onnxProto.onnx.IModelProto;
type TensorProto = onnxProto.onnx.ITensorProto;
type ValueInfo = onnxProto.onnx.IValueInfoProto;

const { DataType, DataLocation } = onnxProto.onnx.TensorProto;

/** What `model.onnx` is made of; the standard's operators only, and none that reaches outside the file. */
const operators = new Set([
  'Add',
  'Concat',
  'Gather',
  'GRU',
  'Identity',
  'LSTM',
  'MatMul',
  'OneHot',
  'Pad',
  'RNN',
  'Slice',
  'Squeeze',
]);
const supportedOperatorSets = { oldest: 14, newest: 17 };
/** Constants beside the weights: axes, bounds, sizes. */
const longestConstant = 16;

/** A dimension's size, or its name where it varies. */
type Dimension = number | string;

/** @returns what differs, in words, or undefined where nothing does. */
export function checkGraph(model: ModelProto, network: Network): string | undefined {
  const { graph } = model;
  if (!graph) return 'it has no graph';
  return (
    checkOperators(model) ??
    checkValues('input', graph.input ?? [], expectedInputs(network)) ??
    checkValues('output', graph.output ?? [], expectedOutputs(network)) ??
    checkTensors(graph.initializer ?? [], expectedWeights(network))
  );
}

function checkOperators({ opsetImport, functions, trainingInfo, graph }: ModelProto): string | undefined {
  for (const { domain, version } of opsetImport ?? []) {
    if (domain) return `it needs operators of ${domain}`;
    const set = Number(version);
    if (!(set >= supportedOperatorSets.oldest && set <= supportedOperatorSets.newest)) {
      return `it needs operator set ${set}`;
    }
  }
  if (functions?.length || trainingInfo?.length || graph?.sparseInitializer?.length)
    return 'it holds more than a graph';
  for (const { opType, domain, attribute } of graph?.node ?? []) {
    if (domain || !operators.has(opType ?? '')) return `it uses the operator ${domain ?? ''}${opType ?? ''}`;
    if (attribute?.some(({ g, graphs, t }) => g ?? t ?? graphs?.length)) return 'it has graphs within its graph';
  }
  return undefined;
}

function expectedInputs(network: Network): Map<string, readonly Dimension[]> {
  const inputs = new Map<string, readonly Dimension[]>([['characters', ['sequence', 'batch']]]);
  for (const name of stateNames(network)) inputs.set(name, stateShape(network));
  return inputs;
}

function expectedOutputs(network: Network): Map<string, readonly Dimension[]> {
  const outputs = new Map<string, readonly Dimension[]>([['logits', ['sequence', 'batch', network.vocabulary]]]);
  for (const name of stateNames(network)) outputs.set(`${name}_out`, stateShape(network));
  return outputs;
}

function stateNames({ cell }: Network): string[] {
  return cell === 'lstm' ? ['hidden', 'cell'] : ['hidden'];
}

function stateShape({ hidden }: Network): readonly Dimension[] {
  return [hidden.length, 'batch', Math.max(...hidden)];
}

function expectedWeights(network: Network): Map<string, readonly number[]> {
  const weights = new Map<string, readonly number[]>();
  if (network.input === 'embedding') weights.set('embedding', [network.vocabulary, network.embedding]);
  for (const [layer, width] of network.hidden.entries()) {
    const rows = gateBlocks[network.cell] * width;
    weights.set(`layer${layer}.W`, [1, rows, inputFeatures(network, layer)]);
    weights.set(`layer${layer}.R`, [1, rows, width]);
    weights.set(`layer${layer}.B`, [1, 2 * rows]);
  }
  weights.set('output.W', [network.hidden.at(-1) ?? 0, network.vocabulary]);
  weights.set('output.B', [network.vocabulary]);
  return weights;
}

function checkValues(
  kind: 'input' | 'output',
  values: readonly ValueInfo[],
  expected: ReadonlyMap<string, readonly Dimension[]>,
): string | undefined {
  if (values.length !== expected.size) return `it has ${values.length} ${kind}s in place of ${expected.size}`;
  for (const { name, type } of values) {
    const shape = expected.get(name ?? '');
    if (shape === undefined) return `its ${kind} ${name ?? ''} is unknown`;
    const element = name === 'characters' ? DataType.INT64 : DataType.FLOAT;
    if (type?.tensorType?.elemType !== element) return `its ${kind} ${name ?? ''} has another type`;
    const dimensions = type.tensorType.shape?.dim?.map(({ dimParam, dimValue }) => dimParam ?? Number(dimValue)) ?? [];
    if (!sameShape(dimensions, shape)) {
      return `its ${kind} ${name ?? ''} is [${dimensions.join()}] in place of [${shape.join()}]`;
    }
  }
  return undefined;
}

function checkTensors(
  tensors: readonly TensorProto[],
  expected: ReadonlyMap<string, readonly number[]>,
): string | undefined {
  const missing = new Set(expected.keys());
  for (const tensor of tensors) {
    const name = tensor.name ?? '';
    const shape = expected.get(name);
    const dimensions = tensor.dims?.map(Number) ?? [];
    const stored = dimensions.reduce((product, size) => product * size, 1);
    // External data would be read from whatever path the file names.
    if (tensor.dataLocation === DataLocation.EXTERNAL || tensor.externalData?.length)
      return `${name} is not in the file`;
    if (shape === undefined) {
      if (!(stored >= 0 && stored <= longestConstant)) return `its tensor ${name} is unknown`;
      continue;
    }
    if (!missing.delete(name)) return `its tensor ${name} comes twice`;
    if (tensor.dataType !== DataType.FLOAT) return `${name} does not hold 32-bit floats`;
    if (!sameShape(dimensions, shape)) return `${name} is [${dimensions.join()}] in place of [${shape.join()}]`;
    if (tensor.rawData?.length !== 4 * stored) return `${name} does not hold all of its numbers`;
    if (!isFinite(tensor.rawData)) return `${name} holds numbers that are not finite`;
  }
  const [first] = missing;
  return first === undefined ? undefined : `${first} is missing`;
}

function sameShape(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/** Whether all little-endian 32-bit floats are finite: none has an exponent of all ones. */
function isFinite(raw: Uint8Array): boolean {
  for (let byte = 3; byte < raw.length; byte += 4) {
    if (((raw[byte] as number) & 0x7f) === 0x7f && (raw[byte - 1] as number) >= 0x80) return false;
  }
  return true;
}
