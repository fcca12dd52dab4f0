/**
 * The recurrent network at inference: runs characters from a state and tells what may come next.
 *
 * The state is whatever the model file's graph carries from step to step (`hidden` and `cell` for an LSTM, `hidden`
 * alone for a GRU or a plain RNN): every graph input but `characters`, each with an output of the same name and `_out`.
 * It stays in the runtime's own tensors, so that going on from a state copies nothing.
 */
import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from '../onnx-runtime/runtime';
import { type AdaptableGraph, adaptableGraph, type OutputLayer } from './adaptable-graph';
import type { DeviceKind } from '@house-style/protocol/device-kind';
import { Failure } from '@house-style/protocol/failure';
import { withIntegerWeights } from './integer-weights';
import type { ModelFile } from '../model-file/model-file';
import { type TracedGraph, tracedGraph } from './traced-graph';
import type { Token, Vocabulary } from '../vocabulary/vocabulary';

/**
 * Tokens of one call. `onnxruntime-node` runs synchronously, so a longer text is read in pieces: between two pieces the
 * event loop turns, and edits and cancels are read. At 1×512 a piece takes some 5 ms on one core.
 */
export const chunkTokens = 128;

/** A recurrent state after some text; immutable, so that it may be kept and gone on from many times. */
export interface LstmState {
  /** Texts side by side. */
  readonly batch: number;
  /** One tensor for each state input of the graph, `[layers, batch, hidden]`. */
  readonly tensors: readonly Tensor[];
}

export interface LstmRun {
  /** Unnormalised log probabilities of the next token after each token read, `[sequence, batch, vocabulary]`. */
  readonly logits: Float32Array;
  /** The state after the last token read. */
  readonly state: LstmState;
  /** What the output layer read after each token, `[sequence, batch, hidden]`, where that was asked for. */
  readonly features?: Float32Array;
  /** What each layer put out after each token, first layer first, `[sequence, batch, hidden]`, where that was asked for. */
  readonly sequences?: readonly Float32Array[];
}

export interface RunOptions {
  /** The output layer in place of the trained one; of adaptable networks only. */
  readonly output?: OutputLayer | undefined;
  /** Whether to give {@link LstmRun.features}. */
  readonly features?: boolean;
  /** Whether to give {@link LstmRun.sequences}; of traced networks only. */
  readonly sequences?: boolean;
}

export interface LstmOptions {
  /** Threads inside one operator. One is fastest for a character at a time. */
  readonly threads?: number;
  /**
   * `exact` computes with the weights as they are stored. `fast` rounds those of LSTM layers to integers, which is
   * several times faster a character at a time and differs a little, also by how a text is cut into pieces.
   */
  readonly weights?: 'exact' | 'fast';
  /** Execution provider of ONNX Runtime; operators that it lacks run on the CPU. Integer weights are for the CPU only. */
  readonly device?: DeviceKind;
  /** Whether the output layer can be another one than was trained; a network without recurrent layers never is. */
  readonly adaptable?: boolean;
  /** Whether runs can give what every layer puts out; a network without recurrent layers never does. */
  readonly traced?: boolean;
}

interface StateInput {
  readonly input: string;
  readonly output: string;
  /** Shape for a batch of one. */
  readonly shape: readonly number[];
}

export class Lstm {
  readonly vocabulary: Vocabulary;
  #session: InferenceSession;
  #device: DeviceKind;
  /** Runs that are under way, on the session that they began with. */
  readonly #runs = new Set<Promise<unknown>>();
  readonly #stateInputs: readonly StateInput[];
  #disposed: Promise<void> | undefined;

  private constructor(
    vocabulary: Vocabulary,
    session: InferenceSession,
    device: DeviceKind,
    private readonly adaptable: AdaptableGraph | undefined,
    private readonly traced: TracedGraph | undefined,
  ) {
    this.vocabulary = vocabulary;
    this.#device = device;
    this.#session = session;
    this.#stateInputs = session.inputMetadata.flatMap((input) => {
      if (!input.isTensor || input.name === 'characters' || input.name in (adaptable?.output ?? {})) return [];
      const shape = input.shape.map((dimension) => (typeof dimension === 'number' ? dimension : 1));
      return [{ input: input.name, output: `${input.name}_out`, shape }];
    });
  }

  /**
   * Makes a session for a model file that was read and checked, and tries it on one character.
   *
   * @throws Failure `model-damaged` or `model-mismatch` when the graph does not run or gives other shapes, and
   *   `telemetry-not-off`.
   */
  static async load(
    model: ModelFile,
    { threads = 1, weights = 'exact', device = 'cpu', adaptable = false, traced = false }: LstmOptions = {},
  ): Promise<Lstm> {
    let lstm: Lstm | undefined;
    try {
      const stored = weights === 'fast' ? withIntegerWeights(model.model) : model.model;
      const graph = adaptable ? adaptableGraph(stored) : undefined;
      const tracing = traced ? tracedGraph(graph?.model ?? stored) : undefined;
      const wanted = tracing?.model ?? graph?.model ?? stored;
      const bytes = wanted === model.model ? model.bytes : onnxProto.onnx.ModelProto.encode(wanted).finish();
      const session = await InferenceSession.create(bytes, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        // Warnings about what a graph could do better are for its author, not for whoever types.
        logSeverityLevel: 3,
        // Spinning threads would keep a core busy for nothing between two keystrokes.
        extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
      });
      lstm = new Lstm(model.vocabulary, session, device, graph, tracing);
      const { logits, state } = await lstm.run([model.vocabulary.startOfPath], lstm.initialState());
      // A second step shows that the state that comes out is one that goes in.
      await lstm.run([model.vocabulary.startOfBody], state);
      if (logits.length === model.vocabulary.size) return lstm;
    } catch (error) {
      await lstm?.dispose();
      // A runtime that is not loaded says nothing of the model.
      if (error instanceof Failure) throw error;
      throw new Failure('model-damaged', `The model file ${model.path} does not run: train again or restore it.`, {
        cause: error,
      });
    }
    await lstm.dispose();
    throw new Failure('model-mismatch', `The model file ${model.path} predicts another vocabulary than its own.`);
  }

  /** Where it runs. */
  get device(): DeviceKind {
    return this.#device;
  }

  /**
   * Runs from now on where another one runs, which is used up by that. States are the same on every device, so whoever
   * works with this network goes on and notices nothing.
   *
   * @param other the same model, on another device.
   */
  async moveTo(other: Lstm): Promise<void> {
    if (this.#disposed !== undefined) {
      await other.dispose();
      return;
    }
    const left = this.#session;
    this.#session = other.#session;
    this.#device = other.#device;
    await Promise.allSettled(this.#runs);
    await left.release();
  }

  /** The state before any text: all zero, as in training. */
  initialState(batch = 1): LstmState {
    const tensors = this.#stateInputs.map(({ shape }) => {
      const batched = shape.map((size, axis) => (axis === 1 ? batch : size));
      return new Tensor('float32', new Float32Array(batched.reduce((product, size) => product * size, 1)), batched);
    });
    return { batch, tensors };
  }

  /** The output layer as it was trained; undefined for a network that was not loaded to be adaptable, or cannot be. */
  get trainedOutput(): OutputLayer | undefined {
    return this.adaptable?.output;
  }

  /** What an output layer reads in a state of a batch of one, `[hidden]`. */
  featuresOf({ tensors }: LstmState): Float32Array {
    const hidden = tensors[0] as Tensor;
    const [layers = 1, , widest = 0] = hidden.dims;
    const start = (layers - 1) * widest;
    return (hidden.data as Float32Array).subarray(start, start + (this.trainedOutput?.['output.W'].dims[0] ?? widest));
  }

  /** Names of the states, in the order of {@link LstmState.tensors}: `hidden`, and `cell` for an LSTM. */
  get stateNames(): readonly string[] {
    return this.#stateInputs.map(({ input }) => input);
  }

  /** Bytes that one kept state of a batch of one takes. */
  get stateBytes(): number {
    return this.#stateInputs.reduce(
      (sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1),
      0,
    );
  }

  /**
   * Reads tokens from a state, in one call of the runtime.
   *
   * @param tokens `[sequence, batch]`, at least one time step; the process does nothing else until it is done, so keep
   *   it to {@link chunkTokens} where somebody waits.
   */
  async run(
    tokens: ArrayLike<Token>,
    state: LstmState,
    { output = this.trainedOutput, features = false, sequences = false }: RunOptions = {},
  ): Promise<LstmRun> {
    const sequence = tokens.length / state.batch;
    if (!Number.isInteger(sequence) || sequence < 1) {
      throw new RangeError(`${tokens.length} tokens do not fill whole steps of a batch of ${state.batch}.`);
    }
    const characters = BigInt64Array.from(tokens, BigInt);
    const feeds: Record<string, Tensor> = {
      characters: new Tensor('int64', characters, [sequence, state.batch]),
      ...output,
    };
    for (const [index, { input }] of this.#stateInputs.entries()) feeds[input] = state.tensors[index] as Tensor;
    const fetches = ['logits', ...this.#stateInputs.map(({ output }) => output)];
    const ofFeatures = features ? this.adaptable?.features : undefined;
    if (ofFeatures !== undefined) fetches.push(ofFeatures);
    const ofLayers = sequences ? this.traced?.sequences : undefined;
    if (ofLayers !== undefined) fetches.push(...ofLayers);
    const running = this.#session.run(feeds, fetches);
    this.#runs.add(running);
    const outputs = await running.finally(() => this.#runs.delete(running));
    return {
      logits: (outputs['logits'] as Tensor).data as Float32Array,
      state: { batch: state.batch, tensors: this.#stateInputs.map(({ output }) => outputs[output] as Tensor) },
      ...(ofFeatures !== undefined && { features: (outputs[ofFeatures] as Tensor).data as Float32Array }),
      ...(ofLayers && { sequences: ofLayers.map((name) => (outputs[name] as Tensor).data as Float32Array) }),
    };
  }

  /**
   * Reads a text of any length piece by piece.
   *
   * @returns one run for each piece, in order, with the index of the piece's first token.
   */
  async *read(
    tokens: Uint8Array,
    state: LstmState = this.initialState(),
    signal?: AbortSignal,
    options?: RunOptions,
  ): AsyncGenerator<LstmRun & { readonly start: number }, void> {
    const piece = chunkTokens * state.batch;
    for (let start = 0; start < tokens.length; start += piece) {
      signal?.throwIfAborted();
      const run = await this.run(tokens.subarray(start, start + piece), state, options);
      yield { ...run, start };
      state = run.state;
    }
  }

  /**
   * What each token costs given everything before it, in bits: −log2 p.
   *
   * @param tokens one text; its first token is given and not paid for.
   * @returns `tokens.length − 1` costs, the first one that of `tokens[1]`.
   */
  async bits(tokens: Uint8Array, signal?: AbortSignal): Promise<Float32Array> {
    const costs = new Float32Array(Math.max(0, tokens.length - 1));
    if (costs.length === 0) return costs;
    const size = this.vocabulary.size;
    for await (const { logits, start } of this.read(tokens.subarray(0, -1), undefined, signal)) {
      for (let step = 0; step * size < logits.length; step++) {
        const row = logits.subarray(step * size, (step + 1) * size);
        const target = tokens[start + step + 1] as Token;
        costs[start + step] = (logSumExp(row) - (row[target] as number)) / Math.LN2;
      }
    }
    return costs;
  }

  /** Gives the session's memory back. Nothing may run on it any more. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#session.release();
    return this.#disposed;
  }
}

/** Natural logarithm of the sum of exponentials, without overflow. */
export function logSumExp(logits: Float32Array): number {
  let largest = -Infinity;
  for (const logit of logits) if (logit > largest) largest = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}

/** Probabilities of the tokens whose unnormalised log probabilities are given, `[vocabulary]`. */
export function softmax(logits: Float32Array): Float32Array {
  const normaliser = logSumExp(logits);
  return logits.map((logit) => Math.exp(logit - normaliser));
}
