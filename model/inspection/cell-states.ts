/**
 * An LSTM's cell states at every token, which the ONNX operator tells only after the last: c ← f·c + i·g, with the gates
 * computed again from what the layer read, all tokens of a block at once.
 */
import { Failure } from '@house-style/protocol/failure';
import { type ModelFile, parametersOf } from '../model-file/model-file';
import { inputFeatures, type Parameters, type RecurrentNetwork } from '../network';
import { Graph, type Value } from '../onnx/graph';
import { add, gather, gemm, multiply, sigmoid, tanh, transpose } from '../onnx/operators';
import { serialise } from '../onnx/serialise';
import { InferenceSession, Tensor } from '../onnx-runtime/runtime';

const gates = { input: 0, forget: 1, candidate: 3 } as const;

/** What a block of tokens is computed from. */
export interface LayerReading {
  /** The block's tokens, of the first layer. */
  readonly tokens: Uint8Array;
  /** What the layer below put out after each of them, `[count, features]`, of all other layers. */
  readonly below?: Float32Array | undefined;
  /** What this layer had put out before each of them, `[count, hidden]`. */
  readonly before: Float32Array;
  /** Cell state before the first of them, `[hidden]`. */
  readonly cell: Float32Array;
}

export class CellStates {
  private constructor(
    private readonly session: InferenceSession,
    private readonly width: number,
  ) {}

  /** @throws Failure `internal` where the network is no LSTM. */
  static async create(model: ModelFile, layer: number): Promise<CellStates> {
    const { network } = model.metadata;
    if (network.cell !== 'lstm') throw new Failure('internal', `A ${network.cell} has no cell state.`);
    const graph = serialise(gateGraph(network, parametersOf(model), layer), {
      producer: 'House Style',
      producerVersion: '',
    });
    const session = await InferenceSession.create(graph, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    return new CellStates(session, network.hidden[layer] as number);
  }

  /** @returns the cell states after each token, `[count, hidden]`. */
  async run({ tokens, below, before, cell }: LayerReading): Promise<Float32Array> {
    const count = tokens.length;
    const input = below
      ? new Tensor('float32', below, [count, below.length / count])
      : new Tensor('int64', BigInt64Array.from(tokens, BigInt), [count]);
    const results = await this.session.run({ input, before: new Tensor('float32', before, [count, this.width]) });
    const kept = (results['kept'] as Tensor).data as Float32Array;
    const added = (results['added'] as Tensor).data as Float32Array;
    let last = cell;
    for (let at = 0; at < kept.length; at += this.width) {
      const now = added.subarray(at, at + this.width);
      for (let unit = 0; unit < this.width; unit++) {
        (now[unit] as number) += (kept[at + unit] as number) * (last[unit] as number);
      }
      last = now;
    }
    return added;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/** From a layer's input and its states to the share of the cell that is `kept`, f, and what is `added` to it, i·g. */
function gateGraph(network: RecurrentNetwork, parameters: Parameters, layer: number): Graph {
  const graph = new Graph('cell_states');
  const width = network.hidden[layer] as number;
  const features = inputFeatures(network, layer);
  const stored = (name: string): Float32Array => parameters.get(name)?.data ?? new Float32Array();
  const before = graph.input('before', 'float32', ['count', width]);
  const input =
    layer > 0 ? graph.input('input', 'float32', ['count', features]) : graph.input('input', 'int64', ['count']);
  const embedding =
    layer === 0 && network.input === 'embedding'
      ? graph.initializer('embedding', 'float32', [network.vocabulary, features], stored('embedding'))
      : undefined;
  const ofGate = (gate: keyof typeof gates): Value => {
    const block = (name: string, columns: number): Float32Array =>
      stored(`layer${layer}.${name}`).subarray(gates[gate] * width * columns, (gates[gate] + 1) * width * columns);
    const weight = (name: string, columns: number): Value =>
      graph.initializer(`${gate}.${name}`, 'float32', [width, columns], block(name, columns));
    const bias = graph.initializer(`${gate}.bias`, 'float32', [width], block('bias', 1));
    let read: Value;
    if (layer > 0) read = gemm(input, weight('input', features), { transposeB: true });
    else if (embedding) read = gather(gemm(embedding, weight('input', features), { transposeB: true }), input);
    // A one-hot token's product is its column of the matrix.
    else read = gather(transpose(weight('input', features)), input);
    return add(gemm(before, weight('recurrent', width), { addend: bias, transposeB: true }), read);
  };
  graph.output('kept', sigmoid(ofGate('forget')));
  graph.output('added', multiply(sigmoid(ofGate('input')), tanh(ofGate('candidate'))));
  return graph;
}
