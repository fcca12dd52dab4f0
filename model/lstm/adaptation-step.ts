/**
 * One step of gradient descent on the output layer, as one ONNX graph: the loss and the gradients are those of a
 * training step (`training/network`).
 *
 * This is the dynamic evaluation of Krause et al. 2018 (Dynamic Evaluation of Neural Sequence Models), of the output
 * layer alone and with plain gradient descent, which of their variants gained most here (`lab/adaptation/README.md`).
 */
import { InferenceSession, Tensor } from '../onnx-runtime/runtime';
import { emitLoss } from '../onnx/cross-entropy';
import { Graph, type Value } from '../onnx/graph';
import {
  add,
  divide,
  minimum,
  multiply,
  reduceSumSquare,
  reshape,
  squareRoot,
  subtract,
  sum,
  transpose,
} from '../onnx/operators';
import { emitOutputGradients, emitOutputLayer } from '../onnx/output-layer';
import { serialise } from '../onnx/serialise';
import type { Token } from '../vocabulary/vocabulary';
import type { OutputLayer } from './adaptable-graph';

/** Tokens that a step learns at most: about a line. */
export const stepTokens = 32;
/** What the gradient of each token's cost in nats is multiplied by. */
const learningRate = 1 / 64;
/**
 * The weights stay within this distance of the trained ones, as a share of their own length (Euclidean, over all of
 * them): files of 8,000 characters take them to 0.1.
 */
export const furthest = 0.25;
/** Keeps a quotient finite where nothing has changed yet. */
const smallestDistance = 1e-12;

export class AdaptationStep {
  private constructor(
    private readonly session: InferenceSession,
    /** Where adapting starts from. */
    readonly trained: OutputLayer,
  ) {}

  static async create(trained: OutputLayer): Promise<AdaptationStep> {
    const graph = serialise(buildGraph(trained), { producer: 'House Style', producerVersion: '' });
    const session = await InferenceSession.create(graph, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    return new AdaptationStep(session, trained);
  }

  get hidden(): number {
    return this.trained['output.W'].dims[0] ?? 0;
  }

  /**
   * @param features what the layer read before each token, `[tokens, hidden]`.
   * @param tokens that came, at most {@link stepTokens}.
   * @returns the layer after the step.
   */
  async run(layer: OutputLayer, features: Float32Array, tokens: ArrayLike<Token>): Promise<OutputLayer> {
    const padded = new Float32Array(stepTokens * this.hidden);
    padded.set(features);
    const targets = new BigInt64Array(stepTokens);
    const shares = new Float32Array(stepTokens);
    for (let index = 0; index < tokens.length; index++) {
      targets[index] = BigInt(tokens[index] as Token);
      shares[index] = 1;
    }
    const results = await this.session.run({
      ...layer,
      features: new Tensor('float32', padded, [stepTokens, this.hidden]),
      targets: new Tensor('int64', targets, [stepTokens, 1]),
      shares: new Tensor('float32', shares, [stepTokens, 1]),
    });
    return { 'output.W': results['next.W'] as Tensor, 'output.B': results['next.B'] as Tensor };
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function buildGraph(trained: OutputLayer): Graph {
  const { 'output.W': weights, 'output.B': biases } = trained;
  const [hidden = 0, vocabulary = 0] = weights.dims;
  const graph = new Graph('adaptation_step');
  const now = {
    weight: graph.input('output.W', 'float32', [hidden, vocabulary]),
    bias: graph.input('output.B', 'float32', [vocabulary]),
  };
  const top = transpose(graph.input('features', 'float32', [stepTokens, hidden]));
  const targets = graph.input('targets', 'int64', [stepTokens, 1]);
  const shares = graph.input('shares', 'float32', [stepTokens, 1]);
  const asTrained = {
    weight: graph.initializer('trained.W', 'float32', [hidden, vocabulary], weights.data as Float32Array),
    bias: graph.initializer('trained.B', 'float32', [vocabulary], biases.data as Float32Array),
  };

  const column = (bias: Value): Value => reshape(bias, [vocabulary, 1]);
  const logits = emitOutputLayer({ weight: transpose(now.weight), bias: column(now.bias) }, top);
  const ofLogits = emitLoss(logits, { targets, shares }).gradient();
  const gradients = emitOutputGradients(ofLogits, top);
  const rate = graph.scalar('float32', learningRate);
  const change = {
    weight: subtract(subtract(now.weight, multiply(transpose(gradients.weight), rate)), asTrained.weight),
    bias: subtract(subtract(now.bias, multiply(reshape(gradients.bias, [vocabulary]), rate)), asTrained.bias),
  };
  const distance = squareRoot(sum([reduceSumSquare(change.weight), reduceSumSquare(change.bias)]));
  const limit = furthest * lengthOf(weights.data as Float32Array, biases.data as Float32Array);
  const kept = minimum(
    graph.scalar('float32', 1),
    divide(graph.scalar('float32', limit), sum([distance, graph.scalar('float32', smallestDistance)])),
  );
  graph.output('next.W', add(asTrained.weight, multiply(change.weight, kept)));
  graph.output('next.B', add(asTrained.bias, multiply(change.bias, kept)));
  return graph;
}

/** Euclidean, over all numbers. */
function lengthOf(...arrays: readonly Float32Array[]): number {
  return Math.hypot(...arrays.map((array) => Math.sqrt(array.reduce((squares, value) => squares + value * value, 0))));
}
