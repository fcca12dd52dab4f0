import { elements, type Network, type Parameter, type Parameters, parameterShapes } from '@house-style/model/network';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { momentKinds } from '../network/optimisers';
import { buildLossGraph, buildTrainingGraph } from '../network/training-graph';
import { stateShapes } from '../network/forward';
import type { Batch, OptimiserState, StepResult, TrainingProgram, UpdateRule, Window } from './engine';

/** WebGPU promises 8 storage buffers a shader (`maxStorageBuffersPerShaderStage`); one of them is what is read. */
const webgpuOutputs = 7;

type Feeds = Record<string, Tensor>;

/** A named array that lives in the runtime from step to step. */
interface Carried {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the graph declares it: biases are columns there. */
  readonly graphShape: readonly number[];
}

/**
 * A training step and a loss, each one ONNX graph in a session of its own.
 *
 * Parameters, moments and states are tensors that one step gives and the next one takes. Each has two buffers that swap
 * their parts, so that a step allocates nothing and reads no array that it writes.
 */
export class OnnxRuntimeProgram implements TrainingProgram {
  #step = 0;
  /** What the next step reads, by input name. */
  #current: Feeds;
  /** Where the next step writes, by input name. */
  #spare: Feeds;
  #validationStates: Feeds;
  readonly #carried: readonly Carried[];
  readonly #states: readonly Carried[];

  static async create(
    network: Network,
    window: Window,
    rule: UpdateRule,
    parameters: Parameters,
    options: InferenceSession.SessionOptions,
  ): Promise<OnnxRuntimeProgram> {
    const producer = { producer: 'House Style', producerVersion: '' };
    const sessionOptions = { logSeverityLevel: 3, ...options } as const;
    const widestSplit = options.executionProviders?.includes('webgpu') ? webgpuOutputs : undefined;
    const step = await InferenceSession.create(
      serialise(buildTrainingGraph(network, window, rule, { widestSplit }), producer),
      sessionOptions,
    );
    const loss = await InferenceSession.create(
      serialise(buildLossGraph(network, window, { widestSplit }), producer),
      sessionOptions,
    );
    const program = new OnnxRuntimeProgram(network, window, rule, step, loss);
    program.#setParameters(parameters);
    return program;
  }

  private constructor(
    private readonly network: Network,
    private readonly window: Window,
    private readonly rule: UpdateRule,
    private readonly stepSession: InferenceSession,
    private readonly lossSession: InferenceSession,
  ) {
    const parameters = parameterShapes(network).map(({ name, shape }) => ({
      name,
      shape,
      graphShape: shape.length === 1 ? [...shape, 1] : shape,
    }));
    const moments = momentKinds[rule.optimiser.kind].flatMap((kind) =>
      parameters.map((parameter) => ({ ...parameter, name: `${kind}.${parameter.name}` })),
    );
    this.#states = stateShapes(network, window.batch).map(({ name, shape }) => ({ name, shape, graphShape: shape }));
    this.#carried = [...parameters, ...moments, ...this.#states];
    this.#current = zeros(this.#carried);
    this.#spare = zeros(this.#carried);
    this.#validationStates = zeros(this.#states);
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { optimiser } = this.rule;
    const update = this.#step + 1;
    const adam = optimiser.kind === 'adamw';
    const feeds: Feeds = {
      ...this.#current,
      ...this.#windowFeeds(batch),
      learningRate: scalar(learningRate),
      firstCorrection: scalar(adam ? 1 - optimiser.beta1 ** update : 1),
      secondCorrection: scalar(adam ? 1 - optimiser.beta2 ** update : 1),
    };
    for (const [layer, mask] of batch.masks.entries()) {
      feeds[`mask${layer}`] = new Tensor('float32', mask, [this.network.hidden[layer] as number, this.window.batch]);
    }
    const [loss, gradientNorm] = [scalar(0), scalar(0)];
    const fetches: Feeds = { loss, gradientNorm };
    for (const { name } of this.#carried) fetches[`next.${name}`] = this.#spare[name] as Tensor;
    // A graph holds only the inputs that its nodes read: SGD has no bias corrections, for one.
    await this.stepSession.run(only(feeds, this.stepSession.inputNames), fetches);
    [this.#current, this.#spare] = [this.#spare, this.#current];
    this.#step = update;
    return { loss: loss.data[0] as number, gradientNorm: gradientNorm.data[0] as number };
  }

  async loss(batch: Batch): Promise<number> {
    const parameters = parameterShapes(this.network).map(({ name }) => [name, this.#current[name] as Tensor] as const);
    const feeds = { ...Object.fromEntries(parameters), ...this.#validationStates, ...this.#windowFeeds(batch) };
    const results = await this.lossSession.run(feeds);
    const states: Feeds = {};
    for (const { name } of this.#states) states[name] = results[`next.${name}`] as Tensor;
    this.#validationStates = states;
    return (results['loss'] as Tensor).data[0] as number;
  }

  parameters(): Promise<Parameters> {
    return Promise.resolve(this.#copy(parameterShapes(this.network).map(({ name }) => name)));
  }

  snapshot(): Promise<OptimiserState> {
    const states = new Set(this.#states.map(({ name }) => name));
    const parameters = new Set(parameterShapes(this.network).map(({ name }) => name));
    const names = this.#carried.map(({ name }) => name).filter((name) => !parameters.has(name));
    return Promise.resolve({
      step: this.#step,
      moments: this.#copy(names.filter((name) => !states.has(name))),
      carried: this.#copy(names.filter((name) => states.has(name))),
    });
  }

  restore(parameters: Parameters, { step, moments, carried }: OptimiserState): Promise<void> {
    this.#setParameters(parameters);
    this.#setParameters(moments);
    this.#setParameters(carried);
    this.#step = step;
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await this.stepSession.release();
    await this.lossSession.release();
  }

  #setParameters(parameters: Parameters): void {
    for (const [name, { data }] of parameters) {
      const tensor = this.#current[name];
      if (tensor?.size !== data.length)
        throw new RangeError(`${name}: ${data.length} numbers do not fit this network.`);
      (tensor.data as Float32Array).set(data);
    }
  }

  #copy(names: readonly string[]): Parameters {
    const wanted = new Set(names);
    const copies = new Map<string, Parameter>();
    for (const { name, shape } of this.#carried) {
      if (!wanted.has(name)) continue;
      copies.set(name, { name, shape, data: Float32Array.from(this.#current[name]?.data as Float32Array) });
    }
    return copies;
  }

  #windowFeeds({ inputs, targets, weights, carry }: Batch): Feeds {
    const { time, batch } = this.window;
    const counted = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = counted > 0 ? weights.map((weight) => weight / counted) : weights;
    return {
      inputs: new Tensor('int64', BigInt64Array.from(inputs, BigInt), [time, batch]),
      targets: new Tensor('int64', BigInt64Array.from(targets, BigInt), [time, batch]),
      shares: new Tensor('float32', shares, [time * batch, 1]),
      carry: new Tensor('float32', carry, [1, batch]),
    };
  }
}

function scalar(value: number): Tensor {
  return new Tensor('float32', Float32Array.of(value), []);
}

function zeros(carried: readonly Carried[]): Feeds {
  return Object.fromEntries(
    carried.map(({ name, graphShape }) => [
      name,
      new Tensor('float32', new Float32Array(elements(graphShape)), graphShape),
    ]),
  );
}

function only(feeds: Feeds, names: readonly string[]): Feeds {
  return Object.fromEntries(names.map((name) => [name, feeds[name] as Tensor]));
}
