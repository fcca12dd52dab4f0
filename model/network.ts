/**
 * What a network is, said once for training and inference alike.
 *
 * Matrices are features-major, `[features out, features in]`, so that a layer reads `W · x + b` as in the papers.
 */

export type Cell = 'lstm' | 'gru' | 'rnn';

interface Sizes {
  /** Number of tokens. */
  readonly vocabulary: number;
  /** Length of an embedding vector; unused with one-hot input. */
  readonly embedding: number;
  /** Units in each layer, first layer first: one to four entries. */
  readonly hidden: readonly number[];
  /** Probability that a unit is dropped between layers and before the output, in training only; 0 to below 1. */
  readonly dropout: number;
}

/** A recurrent network, which remembers as far back as it learns to. */
export interface RecurrentNetwork extends Sizes {
  readonly cell: Cell;
  /** `embedding`: a learned vector a token. `one-hot`: the token's column of the first input matrix. */
  readonly input: 'embedding' | 'one-hot';
}

/**
 * A network that sees exactly the last `context` characters, the earliest first, each time from an empty hidden state:
 * with e the character's embedding and h the hidden state,
 * - `sum`: h ← tanh(H·(h + relu(I·e + a)) + b)
 * - `concatenation`: h ← tanh(H·relu(I·[h; e] + a) + b)
 *
 * (The two forms of fast.ai's character models, "Practical Deep Learning for Coders", lesson 6.) Before the start of a
 * text, embeddings are zero. One hidden layer, no dropout.
 */
export interface FixedContextNetwork extends Sizes {
  readonly cell: FixedContextCell;
  readonly input: 'embedding';
  /** Characters that a prediction is made from, 2 or more. */
  readonly context: number;
  readonly dropout: 0;
}

export type FixedContextCell = 'sum' | 'concatenation';

export type Network = RecurrentNetwork | FixedContextNetwork;

export function hasFixedContext(network: Network): network is FixedContextNetwork {
  return network.cell === 'sum' || network.cell === 'concatenation';
}

/**
 * Rows of a cell's matrices come in gate blocks of `hidden` rows each.
 * - lstm: input, forget, output, candidate (the sigmoid gates adjacent, so that one operator computes all three).
 * - gru: reset, update, candidate; the candidate's recurrent product is gated after the product
 *   (`linear_before_reset` in ONNX, `reset_after` in Keras, PyTorch's form).
 * - rnn: one block, tanh.
 */
export const gateBlocks: Readonly<Record<Cell, number>> = { lstm: 4, gru: 3, rnn: 1 };

export interface ParameterShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A named array with its shape, row-major. */
export interface Parameter extends ParameterShape {
  readonly data: Float32Array;
}

export type Parameters = ReadonlyMap<string, Parameter>;

/** Features that layer `layer` (from 0) reads at each time step. */
export function inputFeatures(network: RecurrentNetwork, layer: number): number {
  if (layer > 0) return network.hidden[layer - 1] as number;
  return network.input === 'embedding' ? network.embedding : network.vocabulary;
}

/**
 * Names and shapes of all parameters, in the order in which they are stored and updated.
 *
 * `embedding` [vocabulary, embedding] (embedding input only); for each layer `l`: `layer{l}.input`
 * [gates·hidden, input features], `layer{l}.recurrent` [gates·hidden, hidden], `layer{l}.bias` [gates·hidden] and, for a
 * GRU, `layer{l}.recurrentBias` [hidden], the candidate's bias inside the reset gate's product; then `output.weight`
 * [vocabulary, hidden of the last layer] and `output.bias` [vocabulary].
 *
 * A network with a fixed context has, in place of layers, `context.input` [hidden, embedding], or [hidden,
 * hidden + embedding] with concatenation, `context.inputBias` [hidden], `context.hidden` [hidden, hidden] and
 * `context.hiddenBias` [hidden].
 */
export function parameterShapes(network: Network): ParameterShape[] {
  const last = network.hidden.at(-1) ?? 0;
  return [
    ...(hasFixedContext(network) ? contextShapes(network) : layerShapes(network)),
    { name: 'output.weight', shape: [network.vocabulary, last] },
    { name: 'output.bias', shape: [network.vocabulary] },
  ];
}

/** Whether a parameter is the output layer's. */
export function isOfOutput(parameter: string): boolean {
  return parameter.startsWith('output.');
}

/** Along which axis of a parameter tokens lie: rows of embedding and output, columns of a one-hot input. */
export function tokenAxis(network: Network, parameter: string): 'rows' | 'columns' | undefined {
  if (parameter === 'embedding' || isOfOutput(parameter)) return 'rows';
  return network.input === 'one-hot' && parameter === 'layer0.input' ? 'columns' : undefined;
}

function contextShapes(network: FixedContextNetwork): ParameterShape[] {
  const { vocabulary, embedding } = network;
  const units = network.hidden[0] ?? 0;
  return [
    { name: 'embedding', shape: [vocabulary, embedding] },
    { name: 'context.input', shape: [units, network.cell === 'sum' ? embedding : units + embedding] },
    { name: 'context.inputBias', shape: [units] },
    { name: 'context.hidden', shape: [units, units] },
    { name: 'context.hiddenBias', shape: [units] },
  ];
}

function layerShapes(network: RecurrentNetwork): ParameterShape[] {
  const shapes: ParameterShape[] = [];
  if (network.input === 'embedding') {
    shapes.push({ name: 'embedding', shape: [network.vocabulary, network.embedding] });
  }
  for (const [layer, hidden] of network.hidden.entries()) {
    const rows = gateBlocks[network.cell] * hidden;
    shapes.push(
      { name: `layer${layer}.input`, shape: [rows, inputFeatures(network, layer)] },
      { name: `layer${layer}.recurrent`, shape: [rows, hidden] },
      { name: `layer${layer}.bias`, shape: [rows] },
    );
    if (network.cell === 'gru') shapes.push({ name: `layer${layer}.recurrentBias`, shape: [hidden] });
  }
  return shapes;
}

/** Number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Number of trained numbers in the network. */
export function parameterCount(network: Network): number {
  return parameterShapes(network).reduce((sum, { shape }) => sum + elements(shape), 0);
}
