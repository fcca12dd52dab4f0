/**
 * The graph that is stored in `model.onnx`: standard operators only, so that anything which reads ONNX can run it.
 *
 * Inputs `characters` int64 `[sequence, batch]`, `hidden` and, for an LSTM, `cell` float32 `[layers, batch, hidden]`;
 * outputs `logits` float32 `[sequence, batch, vocabulary]`, `hidden_out` and `cell_out`. Both axes are dynamic. Where
 * layers differ in width, `hidden` is the widest one's and the states of the others are padded with zeros. A network with
 * a fixed context has another `hidden` (`fixed-context-graph.ts`).
 */
import {
  elements,
  gateBlocks,
  hasFixedContext,
  inputFeatures,
  parameterShapes,
  type Cell,
  type Network,
  type RecurrentNetwork,
  type Parameter,
  type Parameters,
} from '../network';
import { Graph, type Value } from '../onnx/graph';
import { add, concat, gather, matMul, oneHot, padEnd, slice, squeeze } from '../onnx/operators';
import { gru, lstm, rnn, type RecurrentInputs } from '../onnx/recurrent';
import { serialise } from '../onnx/serialise';
import { emitFixedContext } from './fixed-context-graph';

/** Which of our gate blocks stands at each place of the ONNX operator (i o f c; z r h; h). */
const onnxGateOrder: Readonly<Record<Cell, readonly number[]>> = { lstm: [0, 2, 1, 3], gru: [1, 0, 2], rnn: [0] };

/**
 * A self-describing model file.
 *
 * @param metadata stored as `metadata_props`; `house_style.*` keys are defined in `metadata.ts`.
 * @throws RangeError when the parameters are not those of the network.
 */
export function buildInferenceModel(
  network: Network,
  parameters: Parameters,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  checkParameters(network, parameters);
  const graph = new Graph('house_style');
  if (hasFixedContext(network)) emitFixedContext(graph, network, parameters);
  else emitRecurrent(graph, network, parameters);
  return serialise(graph, {
    producer: 'House Style',
    producerVersion: metadata['house_style.productVersion'] ?? '',
    metadata,
  });
}

function emitRecurrent(graph: Graph, network: RecurrentNetwork, parameters: Parameters): void {
  const layers = network.hidden.length;
  const widest = Math.max(...network.hidden);
  const characters = graph.input('characters', 'int64', ['sequence', 'batch']);
  const hidden = graph.input('hidden', 'float32', [layers, 'batch', widest]);
  const cell = network.cell === 'lstm' ? graph.input('cell', 'float32', [layers, 'batch', widest]) : undefined;
  const weight = (name: string, shape: readonly number[], data: Float32Array): Value =>
    graph.initializer(name, 'float32', shape, data);

  let x =
    network.input === 'embedding'
      ? gather(
          weight('embedding', [network.vocabulary, network.embedding], dataOf(parameters, 'embedding')),
          characters,
        )
      : oneHot(characters, network.vocabulary, 'float32');
  const hiddenOut: Value[] = [];
  const cellOut: Value[] = [];
  for (const [layer, width] of network.hidden.entries()) {
    const rows = gateBlocks[network.cell] * width;
    const stored = recurrentTensors(network, layer, parameters);
    const stateOf = (states: Value): Value => {
      const own = layers === 1 ? states : slice(states, 0, layer, layer + 1);
      return width === widest ? own : slice(own, 2, 0, width);
    };
    const inputs: RecurrentInputs = {
      x,
      inputWeights: weight(`layer${layer}.W`, [1, rows, inputFeatures(network, layer)], stored.input),
      recurrentWeights: weight(`layer${layer}.R`, [1, rows, width], stored.recurrent),
      bias: weight(`layer${layer}.B`, [1, 2 * rows], stored.bias),
      hiddenState: stateOf(hidden),
    };
    const { sequence, hiddenState, cellState } = recurrentLayer(network.cell, inputs, cell && stateOf(cell));
    x = squeeze(sequence, [1]);
    hiddenOut.push(padEnd(hiddenState, 2, widest));
    if (cellState) cellOut.push(padEnd(cellState, 2, widest));
  }
  const last = network.hidden.at(-1) as number;
  const outputWeight = transposed(dataOf(parameters, 'output.weight'), network.vocabulary, last);
  const product = matMul(x, weight('output.W', [last, network.vocabulary], outputWeight));
  graph.output('logits', add(product, weight('output.B', [network.vocabulary], dataOf(parameters, 'output.bias'))));
  graph.output('hidden_out', concat(hiddenOut, 0));
  if (cell) graph.output('cell_out', concat(cellOut, 0));
}

/**
 * The inverse: a network's parameters from the tensors stored in its model file, by name.
 *
 * @throws RangeError when one is missing or has another size.
 */
export function parametersFromModel(network: Network, stored: ReadonlyMap<string, Float32Array>): Parameters {
  const tensor = (name: string, length: number): Float32Array => {
    const data = stored.get(name);
    if (data?.length !== length) {
      throw new RangeError(`The tensor ${name} should have ${length} elements and has ${data?.length ?? 'none'}.`);
    }
    return data;
  };
  if (hasFixedContext(network)) {
    return new Map(
      parameterShapes(network).map(({ name, shape }) => [
        name,
        { name, shape, data: tensor(name, elements(shape)).slice() },
      ]),
    );
  }
  const order = onnxGateOrder[network.cell];
  const parameters = new Map<string, Parameter>();
  for (const { name, shape } of parameterShapes(network)) {
    const count = elements(shape);
    const [prefix = '', kind = ''] = name.split('.');
    const layer = Number(/^layer(\d+)$/.exec(prefix)?.[1] ?? -1);
    const width = network.hidden[layer] ?? 0;
    const rows = order.length * width;
    let data: Float32Array;
    if (name === 'embedding') data = tensor('embedding', count).slice();
    else if (name === 'output.weight') data = transposed(tensor('output.W', count), shape[1] ?? 0, shape[0] ?? 0);
    else if (name === 'output.bias') data = tensor('output.B', count).slice();
    else if (kind === 'input') data = fromOnnxOrder(tensor(`${prefix}.W`, count), order);
    else if (kind === 'recurrent') data = fromOnnxOrder(tensor(`${prefix}.R`, count), order);
    else if (kind === 'bias') data = fromOnnxOrder(tensor(`${prefix}.B`, 2 * rows).subarray(0, rows), order);
    else data = tensor(`${prefix}.B`, 2 * rows).slice(2 * rows - width);
    parameters.set(name, { name, shape, data });
  }
  return parameters;
}

function recurrentLayer(
  cell: Cell,
  inputs: RecurrentInputs,
  cellState: Value | undefined,
): { sequence: Value; hiddenState: Value; cellState?: Value } {
  switch (cell) {
    case 'lstm':
      if (!cellState) throw new RangeError('An LSTM layer needs a cell state.');
      return lstm({ ...inputs, cellState });
    case 'gru':
      return gru(inputs);
    case 'rnn':
      return rnn(inputs);
  }
}

/** One layer's weights with the gates in ONNX order; of the two biases that ONNX adds up, the recurrent one is ours only in a GRU. */
function recurrentTensors(
  network: RecurrentNetwork,
  layer: number,
  parameters: Parameters,
): { input: Float32Array; recurrent: Float32Array; bias: Float32Array } {
  const order = onnxGateOrder[network.cell];
  const inputBias = toOnnxOrder(dataOf(parameters, `layer${layer}.bias`), order);
  const bias = new Float32Array(2 * inputBias.length);
  bias.set(inputBias);
  if (network.cell === 'gru') {
    const recurrentBias = dataOf(parameters, `layer${layer}.recurrentBias`);
    bias.set(recurrentBias, bias.length - recurrentBias.length);
  }
  return {
    input: toOnnxOrder(dataOf(parameters, `layer${layer}.input`), order),
    recurrent: toOnnxOrder(dataOf(parameters, `layer${layer}.recurrent`), order),
    bias,
  };
}

function toOnnxOrder(data: Float32Array, order: readonly number[]): Float32Array {
  const block = data.length / order.length;
  const ordered = new Float32Array(data.length);
  for (const [to, from] of order.entries()) ordered.set(data.subarray(from * block, (from + 1) * block), to * block);
  return ordered;
}

function fromOnnxOrder(data: Float32Array, order: readonly number[]): Float32Array {
  const inverse = order.map((_, block) => order.indexOf(block));
  return toOnnxOrder(data, inverse);
}

function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] as number;
    }
  }
  return result;
}

function dataOf(parameters: Parameters, name: string): Float32Array {
  const parameter = parameters.get(name);
  if (!parameter) throw new RangeError(`The parameter ${name} is missing.`);
  return parameter.data;
}

function checkParameters(network: Network, parameters: Parameters): void {
  for (const { name, shape } of parameterShapes(network)) {
    const { length } = dataOf(parameters, name);
    if (length !== elements(shape)) {
      throw new RangeError(`The parameter ${name} should have ${elements(shape)} elements and has ${length}.`);
    }
  }
}
