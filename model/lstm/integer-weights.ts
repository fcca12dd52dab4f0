/**
 * The model's graph with the weights of its LSTM layers as 8-bit integers, for suggestions while somebody types.
 *
 * A character at a time, an LSTM costs what it takes to fetch its weights: at 1×512, 4.6 MB of floats do not fit in a
 * core's own cache and 1.2 MB of integers do (`lab/adaptation/README.md` has the speed and what it costs in bits).
 *
 * Weights are scaled by output unit, symmetrically, as in Jacob et al. 2018, section 3; activations are quantised as
 * they come, by `DynamicQuantizeLSTM`, an operator of ONNX Runtime's own. The stored model stays as it is.
 */
import onnxProto from 'onnx-proto';

const { TensorProto } = onnxProto.onnx;
const { DataType } = TensorProto;
type ModelProto = onnxProto.onnx.IModelProto;
type GraphProto = onnxProto.onnx.IGraphProto;
type TensorProto = onnxProto.onnx.ITensorProto;

/**
 * Largest magnitude of an integer weight: 7 bits in place of 8, because processors without VNNI add two products of
 * unsigned activations and signed weights in 16 bits, which 8 bits would overflow.
 */
const largestWeight = 63;

/** @param model of a file that was read and checked; one without LSTM layers comes back as it is. */
export function withIntegerWeights(model: ModelProto): ModelProto {
  const stored = model.graph;
  if (!stored?.node?.some(isLstm)) return model;
  const graph = {
    ...stored,
    node: stored.node.map((node) => ({ ...node })),
    initializer: [...(stored.initializer ?? [])],
  };
  for (const layer of graph.node.filter(isLstm)) {
    const [x = '', inputWeights = '', recurrentWeights = '', ...others] = layer.input ?? [];
    const scales = [inputWeights, recurrentWeights].flatMap((name) => quantise(graph, name));
    const [bias = '', lengths = '', hidden = '', cell = ''] = others;
    layer.opType = 'DynamicQuantizeLSTM';
    layer.domain = 'com.microsoft';
    layer.input = [x, inputWeights, recurrentWeights, bias, lengths, hidden, cell, '', ...scales];
  }
  const operators = onnxProto.onnx.OperatorSetIdProto.create({ domain: 'com.microsoft', version: 1 });
  // What the file says about itself is read from the file.
  return { ...model, graph, opsetImport: [...(model.opsetImport ?? []), operators], metadataProps: [] };
}

function isLstm({ opType }: onnxProto.onnx.INodeProto): boolean {
  return opType === 'LSTM';
}

/**
 * Replaces a weight `[1, rows, columns]` by integers `[1, columns, rows]`, as the operator takes them.
 *
 * @returns names of the scales and zero points, `[1, rows]`.
 */
function quantise(graph: GraphProto, name: string): [string, string] {
  const tensors = graph.initializer ?? [];
  const place = tensors.findIndex((tensor) => tensor.name === name);
  const stored = tensors[place];
  const [, rows = 0, columns = 0] = stored?.dims?.map(Number) ?? [];
  // A copy, because raw data may start at any byte and floats may not.
  const weights = new Float32Array(new Uint8Array(stored?.rawData ?? []).buffer);
  const integers = new Int8Array(weights.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = weights.subarray(row * columns, (row + 1) * columns);
    const largest = own.reduce((magnitude, weight) => Math.max(magnitude, Math.abs(weight)), 0);
    const scale = largest === 0 ? 1 : largest / largestWeight;
    scales[row] = scale;
    for (let column = 0; column < columns; column++) {
      integers[column * rows + row] = Math.round((own[column] as number) / scale);
    }
  }
  const [scale, zero] = [`${name}.scale`, `${name}.zero`];
  tensors.splice(
    place,
    1,
    tensor(name, [1, columns, rows], DataType.INT8, integers),
    tensor(scale, [1, rows], DataType.FLOAT, scales),
    tensor(zero, [1, rows], DataType.INT8, new Int8Array(rows)),
  );
  return [scale, zero];
}

function tensor(name: string, dims: number[], dataType: number, data: Int8Array | Float32Array): TensorProto {
  return { name, dims, dataType, rawData: new Uint8Array(data.buffer) };
}
