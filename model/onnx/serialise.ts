/** Writes a graph as an ONNX model, with the official protobuf schema. */
import onnxProto from 'onnx-proto';
import type { Attribute, Graph, Initializer, Value } from './graph';
import { dataTypeCodes } from './operators';
import type { Shape } from './shapes';

const { AttributeProto, ModelProto } = onnxProto.onnx;

/** Operator set that `operators.ts` is written to; ONNX Runtime 1.12 and later run it. */
export const operatorSet = 17;
/** Of the file format; 8 is the one that came with operator set 17. */
const intermediateRepresentation = 8;

export interface ModelOptions {
  readonly producer: string;
  readonly producerVersion: string;
  /** Stored as `metadata_props`, in this order. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Version of Microsoft's own operators (`com.microsoft`), where the graph has any. */
  readonly contribOperatorSet?: number;
}

/** The model as bytes of an `.onnx` file. */
export function serialise(graph: Graph, options: ModelOptions): Uint8Array {
  const opsetImport = [{ domain: '', version: operatorSet }];
  if (options.contribOperatorSet !== undefined) {
    opsetImport.push({ domain: 'com.microsoft', version: options.contribOperatorSet });
  }
  const model = ModelProto.fromObject({
    irVersion: intermediateRepresentation,
    opsetImport,
    producerName: options.producer,
    producerVersion: options.producerVersion,
    graph: graphProto(graph),
    metadataProps: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  return ModelProto.encode(model).finish();
}

function graphProto(graph: Graph): onnxProto.onnx.IGraphProto {
  const { names, copies } = outputNames(graph);
  const nameOf = (value: Value): string => names.get(value) ?? value.name;
  return {
    name: graph.name,
    input: graph.inputs.map((value) => valueInfo(value.name, value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(name, value)),
    initializer: graph.initializers.map(tensorProto),
    node: [
      ...graph.nodes.map(({ operator, domain, inputs, outputs, attributes }) => ({
        name: outputs.map(nameOf).join(),
        opType: operator,
        domain,
        input: inputs.map((value) => (value ? nameOf(value) : '')),
        output: outputs.map(nameOf),
        attribute: Object.entries(attributes).map(([name, attribute]) => attributeProto(name, attribute)),
      })),
      ...copies.map(({ from, to }) => ({ name: to, opType: 'Identity', input: [nameOf(from)], output: [to] })),
    ],
  };
}

/**
 * An operator's result that is an output is written under the output's name. Only where that cannot be (an input or
 * stored tensor that is an output too, or one value under two names) a copy is made.
 */
function outputNames(graph: Graph): {
  names: Map<Value, string>;
  copies: { readonly from: Value; readonly to: string }[];
} {
  const computed = new Set(graph.nodes.flatMap(({ outputs }) => outputs));
  const names = new Map<Value, string>();
  const copies: { from: Value; to: string }[] = [];
  for (const { name, value } of graph.outputs) {
    if (computed.has(value) && !names.has(value)) names.set(value, name);
    else copies.push({ from: value, to: name });
  }
  return { names, copies };
}

function valueInfo(name: string, { type, shape }: Value): onnxProto.onnx.IValueInfoProto {
  return { name, type: { tensorType: { elemType: dataTypeCodes[type], shape: { dim: shapeProto(shape) } } } };
}

function shapeProto(shape: Shape): onnxProto.onnx.TensorShapeProto.IDimension[] {
  return shape.map((dimension) => (typeof dimension === 'number' ? { dimValue: dimension } : { dimParam: dimension }));
}

function tensorProto({ value, data }: Initializer): onnxProto.onnx.ITensorProto {
  return {
    name: value.name,
    dataType: dataTypeCodes[value.type],
    dims: value.shape.map(Number),
    // ONNX stores raw data in little-endian order, which every platform that Node.js supports here has.
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function attributeProto(name: string, attribute: Attribute): onnxProto.onnx.IAttributeProto {
  const { AttributeType } = AttributeProto;
  const text = new TextEncoder();
  switch (attribute.kind) {
    case 'int':
      return { name, type: AttributeType.INT, i: attribute.value };
    case 'float':
      return { name, type: AttributeType.FLOAT, f: attribute.value };
    case 'ints':
      return { name, type: AttributeType.INTS, ints: [...attribute.value] };
    case 'string':
      return { name, type: AttributeType.STRING, s: text.encode(attribute.value) };
    case 'strings':
      return { name, type: AttributeType.STRINGS, strings: attribute.value.map((value) => text.encode(value)) };
  }
}
