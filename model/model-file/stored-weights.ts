/** The weights in a model file's protobuf, checked against the network that the file's metadata describe. */
import onnxProto from 'onnx-proto';
import { gateBlocks, hasFixedContext, inputFeatures, type Network, parameterShapes } from '../network';

type TensorProto = onnxProto.onnx.ITensorProto;

const { DataType } = onnxProto.onnx.TensorProto;

/** Names and shapes of the tensors that hold a network's weights, in the layouts of the ONNX operators. */
function expectedShapes(network: Network): Map<string, readonly number[]> {
  if (hasFixedContext(network)) return new Map(parameterShapes(network).map(({ name, shape }) => [name, shape]));
  const shapes = new Map<string, readonly number[]>();
  if (network.input === 'embedding') shapes.set('embedding', [network.vocabulary, network.embedding]);
  for (const [layer, width] of network.hidden.entries()) {
    const rows = gateBlocks[network.cell] * width;
    shapes.set(`layer${layer}.W`, [1, rows, inputFeatures(network, layer)]);
    shapes.set(`layer${layer}.R`, [1, rows, width]);
    shapes.set(`layer${layer}.B`, [1, 2 * rows]);
  }
  shapes.set('output.W', [network.hidden.at(-1) ?? 0, network.vocabulary]);
  shapes.set('output.B', [network.vocabulary]);
  return shapes;
}

export type StoredWeights =
  | { readonly kind: 'whole'; readonly weights: ReadonlyMap<string, Float32Array> }
  /** What is wrong, in words that complete a sentence. */
  | { readonly kind: 'wrong'; readonly what: string };

/** Copies of the weights; other tensors, the graph's constants, are passed over. */
export function storedWeights(tensors: readonly TensorProto[], network: Network): StoredWeights {
  const wrong = (what: string): StoredWeights => ({ kind: 'wrong', what });
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const weights = new Map<string, Float32Array>();
  for (const [name, shape] of expectedShapes(network)) {
    const tensor = byName.get(name);
    if (!tensor) return wrong(`${name} is missing`);
    if (tensor.dataType !== DataType.FLOAT) return wrong(`${name} does not hold 32-bit floats`);
    const dimensions = tensor.dims?.map(Number) ?? [];
    if (dimensions.join() !== shape.join()) {
      return wrong(`${name} is [${dimensions.join()}] in place of [${shape.join()}]`);
    }
    if (tensor.rawData?.length !== 4 * shape.reduce((product, size) => product * size, 1)) {
      return wrong(`${name} does not hold all of its numbers`);
    }
    // A copy, because raw data may start at any byte and floats may not.
    const data = new Float32Array(new Uint8Array(tensor.rawData).buffer);
    if (!data.every(Number.isFinite)) return wrong(`${name} holds numbers that are not finite`);
    weights.set(name, data);
  }
  return { kind: 'whole', weights };
}
