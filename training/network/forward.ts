import { hasFixedContext, type Network, parameterShapes, type RecurrentNetwork } from '@house-style/model/network';
import type { FloatType, Graph, Value } from '@house-style/model/onnx/graph';
import {
  add,
  concat,
  gather,
  gemm,
  matMul,
  multiply,
  reshape,
  split,
  transpose,
} from '@house-style/model/onnx/operators';
import { emitOutputLayer, type OutputLayerInputs } from '@house-style/model/onnx/output-layer';
import type { Window } from './step';
import type { ForwardStep, State } from './cells/cell';
import { cellEmitters } from './cells/emitters';

/** What a graph reads: tokens and state come in anew each step, parameters are those of the step before. */
export interface GraphInputs {
  /** Tokens read, int64 `[time, batch]`. */
  readonly inputs: Value;
  /** 1 for streams that go on, 0 for those that start at zero, `[1, batch]`. */
  readonly carry: Value;
  /** Dropout masks by layer, `[hidden, batch]`; none without dropout. */
  readonly masks: readonly Value[];
  /** By parameter name; biases as columns `[rows, 1]`. */
  readonly parameters: ReadonlyMap<string, Value>;
  /** State before the window, by layer. */
  readonly states: readonly State[];
}

/** One window through a network, and back. */
export interface Pass {
  /** `[vocabulary, time·batch]` */
  readonly logits: Value;
  /** What the next window goes on from, by layer. */
  readonly states: readonly State[];
  /**
   * Gradients by parameter name, in the parameters' shapes; emitted where asked for.
   *
   * @param ofLogits gradient by the logits, `[time·batch, vocabulary]`.
   */
  gradients(ofLogits: Value): ReadonlyMap<string, Value>;
}

/** One layer unrolled over the window. */
export interface UnrolledLayer {
  readonly steps: readonly ForwardStep[];
  /** State before the first step, after `carry`. */
  readonly initial: State;
  /** What the layer above reads at each step: the hidden state, through the dropout mask where there is one. */
  readonly outputs: readonly Value[];
}

export interface ForwardPass {
  readonly layers: readonly UnrolledLayer[];
  /** The last layer's outputs side by side, `[hidden, time·batch]`, time-major. */
  readonly top: Value;
  /** `[vocabulary, time·batch]`. */
  readonly logits: Value;
}

/** Name of the graph input that carries a layer's state; the output that goes back into it has the same name. */
export const stateName = (part: keyof State, layer: number): string => `${part}${layer}`;

/** A state that is carried from window to window, by layer. */
export interface StateShape {
  readonly name: string;
  readonly part: keyof State;
  readonly layer: number;
  readonly shape: readonly [features: number, columns: number];
}

/**
 * The states of a network: for each layer `hidden{layer}` and, for an LSTM, `cell{layer}`, `[hidden, batch]`. A network
 * with a fixed context carries the embeddings of the characters before the window as `hidden0`,
 * `[embedding, (context − 1)·batch]`, the earliest first.
 */
export function stateShapes(network: Network, batch: number): StateShape[] {
  const state = (part: keyof State, layer: number, features: number, columns: number): StateShape => ({
    ...{ name: stateName(part, layer), part, layer },
    shape: [features, columns],
  });
  if (hasFixedContext(network)) return [state('hidden', 0, network.embedding, (network.context - 1) * batch)];
  const parts = network.cell === 'lstm' ? (['hidden', 'cell'] as const) : (['hidden'] as const);
  return network.hidden.flatMap((units, layer) => parts.map((part) => state(part, layer, units, batch)));
}

/** Declares a graph's inputs. @param dropout whether masks are read: training does, validation does not. */
export function declareInputs(
  graph: Graph,
  network: Network,
  window: Window,
  type: FloatType,
  dropout: boolean,
): GraphInputs {
  const { time, batch } = window;
  const inputs = graph.input('inputs', 'int64', [time, batch]);
  const carry = graph.input('carry', type, [1, batch]);
  const masks =
    dropout && network.dropout > 0
      ? network.hidden.map((units, layer) => graph.input(`mask${layer}`, type, [units, batch]))
      : [];
  const parameters = new Map<string, Value>();
  for (const { name, shape } of parameterShapes(network)) {
    const columns = shape.length === 1 ? [...shape, 1] : shape;
    parameters.set(name, graph.input(name, type, columns));
  }
  const values = stateShapes(network, batch).map(({ name, part, layer, shape }) => ({
    ...{ part, layer },
    value: graph.input(name, type, shape),
  }));
  const states = values.flatMap(({ part, layer, value: hidden }) => {
    if (part !== 'hidden') return [];
    return [{ hidden, cell: values.find((other) => other.part === 'cell' && other.layer === layer)?.value }];
  });
  return { inputs, carry, masks, parameters, states };
}

/** Looks up a parameter that the network is known to have. */
export function parameterOf(inputs: GraphInputs, name: string): Value {
  const value = inputs.parameters.get(name);
  if (!value) throw new RangeError(`The network has no parameter ${name}.`);
  return value;
}

export function outputLayerOf(inputs: GraphInputs): OutputLayerInputs {
  return { weight: parameterOf(inputs, 'output.weight'), bias: parameterOf(inputs, 'output.bias') };
}

/** Emits the forward pass over one window, layer by layer, unrolled in time. */
export function emitForward(network: RecurrentNetwork, window: Window, inputs: GraphInputs): ForwardPass {
  const { time } = window;
  const layers: UnrolledLayer[] = [];
  let below: readonly Value[] | undefined;
  for (const layer of network.hidden.keys()) {
    const projected: readonly Value[] = below
      ? projectLayer(inputs, layer, below, window)
      : projectTokens(network, window, inputs);
    const emitStep = cellEmitters[network.cell]({
      recurrent: parameterOf(inputs, `layer${layer}.recurrent`),
      recurrentBias: inputs.parameters.get(`layer${layer}.recurrentBias`),
    });
    const before = inputs.states[layer] as State;
    const initial: State = {
      hidden: multiply(before.hidden, inputs.carry),
      cell: before.cell && multiply(before.cell, inputs.carry),
    };
    const steps: ForwardStep[] = [];
    let state = initial;
    for (let t = 0; t < time; t++) {
      const step = emitStep(projected[t] as Value, state);
      steps.push(step);
      state = step.state;
    }
    const mask = inputs.masks[layer];
    const outputs = steps.map((step) => (mask ? multiply(step.state.hidden, mask) : step.state.hidden));
    layers.push({ steps, initial, outputs });
    below = outputs;
  }
  const top = concat(below ?? [], 1);
  return { layers, top, logits: emitOutputLayer(outputLayerOf(inputs), top) };
}

/**
 * The first layer's gate contributions by token, `[rows, batch]` for each step. Embedding and input weights are
 * multiplied once a step for the whole vocabulary, after which a token's contribution is a look-up.
 */
function projectTokens(network: RecurrentNetwork, { time, batch }: Window, inputs: GraphInputs): Value[] {
  const weights = parameterOf(inputs, 'layer0.input');
  const ofTokens =
    network.input === 'embedding' ? matMul(weights, transpose(parameterOf(inputs, 'embedding'))) : weights;
  const table = transpose(add(ofTokens, parameterOf(inputs, 'layer0.bias')));
  // Looked up step by step: what a step reads then is still in the processor's cache.
  const tokens = split(inputs.inputs, Array<number>(time).fill(1), 0);
  return tokens.map((step) => transpose(gather(table, reshape(step, [batch]))));
}

/** A further layer's gate contributions, one product for the whole window, `[rows, batch]` for each step. */
function projectLayer(inputs: GraphInputs, layer: number, below: readonly Value[], { time, batch }: Window): Value[] {
  const weights = parameterOf(inputs, `layer${layer}.input`);
  const bias = parameterOf(inputs, `layer${layer}.bias`);
  const product = gemm(weights, concat(below, 1), { addend: bias });
  return split(product, Array<number>(time).fill(batch), 1);
}
