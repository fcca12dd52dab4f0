/**
 * A model's graph with its output layer taken out of it: an input at each run in place of a stored weight, so that it
 * can change while the rest stays as it is, and what that layer reads as one more output.
 */
import { Tensor } from '../onnx-runtime/runtime';
import onnxProto from 'onnx-proto';

const { TensorProto } = onnxProto.onnx;
type ModelProto = onnxProto.onnx.IModelProto;
type GraphProto = onnxProto.onnx.IGraphProto;
type ValueInfoProto = onnxProto.onnx.IValueInfoProto;

/** The weights of an output layer, under the names that the stored graph has for them. */
export interface OutputLayer {
  /** `[hidden, vocabulary]` */
  readonly 'output.W': Tensor;
  /** `[vocabulary]` */
  readonly 'output.B': Tensor;
}

export interface AdaptableGraph {
  readonly model: ModelProto;
  /** As it was trained. */
  readonly output: OutputLayer;
  /** Name of the output that holds what the output layer reads, `[sequence, batch, hidden]`. */
  readonly features: string;
}

/** @param model of a file that was read and checked; undefined for a network that has no recurrent layers. */
export function adaptableGraph(model: ModelProto): AdaptableGraph | undefined {
  const features = model.graph?.node?.find(({ input }) => input?.includes('output.W'))?.input?.[0];
  if (!model.graph || features === undefined) return undefined;
  const graph = { ...model.graph };
  const output = { 'output.W': takeOut(graph, 'output.W'), 'output.B': takeOut(graph, 'output.B') };
  graph.output = [
    ...(graph.output ?? []),
    floatValue(features, ['sequence', 'batch', output['output.W'].dims[0] ?? 0]),
  ];
  // What the file says about itself is read from the file.
  return { model: { ...model, graph, metadataProps: [] }, output, features };
}

/** Makes a stored weight an input. @returns the weight. */
function takeOut(graph: GraphProto, name: string): Tensor {
  const tensors = graph.initializer ?? [];
  const stored = tensors.find((tensor) => tensor.name === name);
  const dimensions = stored?.dims?.map(Number) ?? [];
  graph.initializer = tensors.filter((tensor) => tensor !== stored);
  graph.input = [...(graph.input ?? []), floatValue(name, dimensions)];
  // A copy, because raw data may start at any byte and floats may not.
  return new Tensor('float32', new Float32Array(new Uint8Array(stored?.rawData ?? []).buffer), dimensions);
}

/** Declares a float tensor that goes into a graph or comes out of it. */
export function floatValue(name: string, dimensions: readonly (number | string)[]): ValueInfoProto {
  const dim = dimensions.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: TensorProto.DataType.FLOAT, shape: { dim } } } };
}
