/**
 * What a network expects in a file that it reads while it adapts to it, by each way of adapting that was tried: which
 * parameters, by what rule (Krause et al. 2018, Dynamic Evaluation of Neural Sequence Models, sections 4 and 5).
 */
import { AdaptationStep } from '@house-style/model/lstm/adaptation-step';
import { Lstm, softmax } from '@house-style/model/lstm/lstm';
import { LstmPredictor } from '@house-style/model/lstm/lstm-predictor';
import { parametersOf, type ModelFile } from '@house-style/model/model-file/model-file';
import { hasFixedContext, type Parameter, parameterShapes, type RecurrentNetwork } from '@house-style/model/network';
import { serialise } from '@house-style/model/onnx/serialise';
import type { CorpusFile } from '@house-style/corpus/corpus';
import { stateShapes } from '@house-style/training/network/forward';
import { buildGradientGraph } from '@house-style/training/network/training-graph';
import { InferenceSession, Tensor, type Results } from '@house-style/model/onnx-runtime/runtime';

export type Adapting = 'output.bias' | 'output' | 'biases' | 'everything';

export interface Rule {
  readonly parameters: Adapting;
  readonly rate: number;
  /** Share of the way back to the trained parameters that each step takes. */
  readonly decay?: number;
  /** Divides each gradient by its root mean square over training text, plus this times their mean. */
  readonly rms?: number;
}

/** Tokens of a step. */
const window = { time: 32, batch: 1 };
/** Steps that the root mean squares of gradients are measured over. */
const measuredSteps = 300;

/** Distributions over the tokens after each of a file's but the last, `[tokens − 1][vocabulary]`. */
export type Reader = (file: CorpusFile) => Promise<Float32Array>;

/** The way of the inference process: the output layer, line by line. */
export async function productReader(model: ModelFile): Promise<{ read: Reader; dispose: () => Promise<void> }> {
  const lstm = await Lstm.load(model, { adaptable: true });
  if (lstm.trainedOutput === undefined) throw new Error('This network does not adapt.');
  const step = await AdaptationStep.create(lstm.trainedOutput);
  const predictor = new LstmPredictor(lstm, step);
  const { vocabulary } = lstm;
  const [lineEnd = 0] = vocabulary.encode('\n');
  const read: Reader = async ({ tokens }) => {
    const distributions = new Float32Array((tokens.length - 1) * vocabulary.size);
    const body = tokens.indexOf(vocabulary.startOfBody) + 1;
    const header = tokens.subarray(0, body);
    const { logits } = await lstm.run(header, lstm.initialState());
    for (let at = 0; at < logits.length; at += vocabulary.size) {
      distributions.set(softmax(logits.subarray(at, at + vocabulary.size)), at);
    }
    let context = await predictor.read(predictor.start(predictor.beginAdapting()), header);
    for (let start = body; start < tokens.length;) {
      const line = tokens.indexOf(lineEnd, start) + 1;
      const end = line === 0 ? tokens.length : line;
      let at = start - 1;
      for await (const { context: next, expected } of predictor.learn(context, tokens.subarray(start, end))) {
        for (const probabilities of expected) distributions.set(probabilities, at++ * vocabulary.size);
        context = next;
      }
      start = end;
    }
    return distributions;
  };
  const dispose = async (): Promise<void> => {
    await step.dispose();
    await lstm.dispose();
  };
  return { read, dispose };
}

/** Any other way, by the gradients of a training step, 32 tokens each. */
export async function variantReader(
  model: ModelFile,
  rule: Rule,
  training: readonly CorpusFile[],
): Promise<{ read: Reader; dispose: () => Promise<void> }> {
  const variant = await Variant.create(model, rule);
  if (rule.rms !== undefined) await variant.measureGradients(training, rule.rms);
  return { read: (file) => variant.read(file), dispose: () => variant.dispose() };
}

class Variant {
  #scales = new Map<string, Float32Array>();

  private constructor(
    private readonly session: InferenceSession,
    private readonly network: RecurrentNetwork,
    private readonly trained: ReadonlyMap<string, Parameter>,
    private readonly adapting: readonly string[],
    private readonly rule: Rule,
  ) {}

  static async create(model: ModelFile, rule: Rule): Promise<Variant> {
    const { network } = model.metadata;
    if (hasFixedContext(network)) throw new Error('Only recurrent networks are compared.');
    const undropped = { ...network, dropout: 0 };
    const adapting = parameterShapes(network)
      .filter(({ name, shape }) => isAdapted(name, shape, rule.parameters))
      .map(({ name }) => name);
    const graph = buildGradientGraph(undropped, window, 'float32', adapting);
    const session = await InferenceSession.create(serialise(graph, { producer: 'House Style', producerVersion: '' }), {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
    return new Variant(session, undropped, parametersOf(model), adapting, rule);
  }

  async read(file: CorpusFile): Promise<Float32Array> {
    const { vocabulary } = this.network;
    const distributions = new Float32Array((file.tokens.length - 1) * vocabulary);
    const now = new Map([...this.trained].map(([name, { data }]) => [name, data.slice()]));
    for await (const { start, length, results } of this.#steps(file, now)) {
      const logits = dataOf(results, 'logits');
      for (let step = 0; step < length; step++) {
        const own = Float32Array.from({ length: vocabulary }, (_, token) => logits[token * window.time + step] ?? 0);
        distributions.set(softmax(own), (start + step) * vocabulary);
      }
      this.#update(now, results);
    }
    return distributions;
  }

  async measureGradients(files: readonly CorpusFile[], share: number): Promise<void> {
    const squares = new Map(this.adapting.map((name) => [name, new Float64Array(this.#trained(name).length)]));
    const now = new Map([...this.trained].map(([name, { data }]) => [name, data]));
    let steps = 0;
    const every = Math.ceil(files.length / 25);
    for (const file of files.filter((_, index) => index % every === 0)) {
      let ofFile = 0;
      for await (const { results } of this.#steps(file, now)) {
        for (const [name, sums] of squares) {
          const gradient = dataOf(results, `gradient.${name}`);
          for (const [index, value] of gradient.entries()) sums[index] = (sums[index] ?? 0) + value * value;
        }
        steps += 1;
        if (++ofFile === 20 || steps === measuredSteps) break;
      }
      if (steps === measuredSteps) break;
    }
    const roots = [...squares].map(([name, sums]) => [name, sums.map((sum) => Math.sqrt(sum / steps))] as const);
    const total = roots.reduce((sum, [, root]) => sum + root.reduce((a, b) => a + b, 0), 0);
    const mean = total / roots.reduce((sum, [, root]) => sum + root.length, 0);
    this.#scales = new Map(
      roots.map(([name, root]) => [name, Float32Array.from(root, (value) => mean / (value + share * mean))]),
    );
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  async *#steps({ tokens }: CorpusFile, now: ReadonlyMap<string, Float32Array>) {
    let states: (readonly [string, Tensor])[] = stateShapes(this.network, 1).map(({ name, shape }) => [
      name,
      new Tensor('float32', new Float32Array(shape[0] * shape[1]), shape),
    ]);
    for (let start = 0; start < tokens.length - 1; start += window.time) {
      const length = Math.min(window.time, tokens.length - 1 - start);
      const padded = (from: number): Tensor => {
        const data = new BigInt64Array(window.time);
        for (let step = 0; step < length; step++) data[step] = BigInt(tokens[from + step] ?? 0);
        return new Tensor('int64', data, [window.time, 1]);
      };
      const shares = Float32Array.from({ length: window.time }, (_, step) => (step < length ? 1 / length : 0));
      const feeds: Record<string, Tensor> = {
        ...Object.fromEntries(states),
        inputs: padded(start),
        targets: padded(start + 1),
        shares: new Tensor('float32', shares, [window.time, 1]),
        carry: new Tensor('float32', Float32Array.of(1), [1, 1]),
      };
      for (const { name, shape } of parameterShapes(this.network)) {
        const columns = shape.length === 1 ? [...shape, 1] : shape;
        feeds[name] = new Tensor('float32', now.get(name) ?? new Float32Array(), columns);
      }
      const results = await this.session.run(feeds);
      yield { start, length, results };
      states = states.map(([name]) => [name, results[`next.${name}`] as Tensor] as const);
    }
  }

  #update(now: ReadonlyMap<string, Float32Array>, results: Results): void {
    const { rate, decay = 0 } = this.rule;
    for (const name of this.adapting) {
      const values = now.get(name) ?? new Float32Array();
      const trained = this.#trained(name);
      const gradient = dataOf(results, `gradient.${name}`);
      const scale = this.#scales.get(name);
      for (const [index, value] of values.entries()) {
        const down = rate * (gradient[index] ?? 0) * (scale?.[index] ?? 1);
        values[index] = value - down + decay * ((trained[index] ?? 0) - value);
      }
    }
  }

  #trained(name: string): Float32Array {
    return this.trained.get(name)?.data ?? new Float32Array();
  }
}

function isAdapted(name: string, shape: readonly number[], adapting: Adapting): boolean {
  switch (adapting) {
    case 'output.bias':
      return name === 'output.bias';
    case 'output':
      return name.startsWith('output.');
    case 'biases':
      return shape.length === 1;
    case 'everything':
      return true;
  }
}

function dataOf(results: Results, name: string): Float32Array {
  return (results[name] as Tensor).data as Float32Array;
}
