import { type Network, type Parameters, parameterShapes } from '@house-style/model/network';
import { serialise } from '@house-style/model/onnx/serialise';
import { InferenceSession, Tensor, type SessionOptions } from '@house-style/model/onnx-runtime/runtime';
import { momentKinds } from '../../network/optimisers';
import { buildLossGraph, buildTrainingGraph } from '../../network/training-graph';
import { stateShapes } from '../../network/forward';
import { type Carried, type CarriedTensors, type Feeds, HostTensors, WebgpuTensors, zeros } from './carried-tensors';
import type { Batch, OptimiserState, Prediction, StepResult, TrainingProgram } from '../engine';
import type { UpdateRule, Window } from '../../network/step';

/** WebGPU promises 8 storage buffers a shader (`maxStorageBuffersPerShaderStage`); one of them is what is read. */
const webgpuOutputs = 7;

/**
 * A training step and a loss, each one ONNX graph in a session of its own.
 *
 * Parameters, moments and states are tensors that one step gives and the next one takes, where the device has them.
 */
export class OnnxRuntimeProgram implements TrainingProgram {
  #step = 0;
  #validationStates: Feeds;
  readonly #states: readonly Carried[];

  static async create(
    network: Network,
    window: Window,
    rule: UpdateRule,
    parameters: Parameters,
    options: SessionOptions,
  ): Promise<OnnxRuntimeProgram> {
    const producer = { producer: 'House Style', producerVersion: '' };
    const sessionOptions = { logSeverityLevel: 3, ...options } as const;
    const webgpu = options.executionProviders?.includes('webgpu') ?? false;
    const widestSplit = webgpu ? webgpuOutputs : undefined;
    const carried = carriedBy(network, window, rule);
    const step = await InferenceSession.create(
      serialise(buildTrainingGraph(network, window, rule, { widestSplit }), producer),
      { ...sessionOptions, ...(webgpu && { preferredOutputLocation: WebgpuTensors.outputLocations(carried) }) },
    );
    const loss = await InferenceSession.create(
      serialise(buildLossGraph(network, window, { widestSplit }), producer),
      sessionOptions,
    );
    const tensors = webgpu ? await WebgpuTensors.create(carried, sessionOptions) : new HostTensors(carried);
    await tensors.set(parameters);
    const program = new OnnxRuntimeProgram(network, window, rule, step, loss, tensors);
    return program;
  }

  private constructor(
    private readonly network: Network,
    private readonly window: Window,
    private readonly rule: UpdateRule,
    private readonly stepSession: InferenceSession,
    private readonly lossSession: InferenceSession,
    private readonly tensors: CarriedTensors,
  ) {
    this.#states = statesOf(network, window);
    this.#validationStates = zeros(this.#states);
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    const { optimiser } = this.rule;
    const update = this.#step + 1;
    const adam = optimiser.kind === 'adamw';
    const feeds: Feeds = {
      ...this.tensors.current,
      ...this.#windowFeeds(batch),
      learningRate: scalar(learningRate),
      firstCorrection: scalar(adam ? 1 - optimiser.beta1 ** update : 1),
      secondCorrection: scalar(adam ? 1 - optimiser.beta2 ** update : 1),
    };
    for (const [layer, mask] of batch.masks.entries()) {
      feeds[`mask${layer}`] = new Tensor('float32', mask, [this.network.hidden[layer] as number, this.window.batch]);
    }
    const [loss, gradientNorm] = [scalar(0), scalar(0)];
    const fetches = { loss, gradientNorm, ...this.tensors.targets };
    // A graph holds only the inputs that its nodes read: SGD has no bias corrections, for one.
    const inputs = only(feeds, this.stepSession.inputNames);
    // Results that stay on a device are made by the runtime, which takes no list of only some of them.
    const located = Object.keys(this.tensors.targets).length === 0;
    const results = located ? await this.stepSession.run(inputs) : await this.stepSession.run(inputs, fetches);
    this.tensors.advance(results);
    this.#step = update;
    return { loss: numberIn(results['loss']), gradientNorm: numberIn(results['gradientNorm']) };
  }

  async predict(batch: Batch): Promise<Prediction> {
    const parameters = parameterShapes(this.network).map(
      ({ name }) => [name, this.tensors.current[name] as Tensor] as const,
    );
    const feeds = { ...Object.fromEntries(parameters), ...this.#validationStates, ...this.#windowFeeds(batch) };
    const results = await this.lossSession.run(feeds);
    const states: Feeds = {};
    for (const { name } of this.#states) states[name] = results[`next.${name}`] as Tensor;
    this.#validationStates = states;
    return { loss: numberIn(results['loss']), predicted: numberIn(results['predicted']) };
  }

  parameters(): Promise<Parameters> {
    return this.tensors.copy(parameterShapes(this.network).map(({ name }) => name));
  }

  async snapshot(): Promise<OptimiserState> {
    const moments = momentsOf(this.network, this.rule).map(({ name }) => name);
    const states = this.#states.map(({ name }) => name);
    return {
      step: this.#step,
      moments: await this.tensors.copy(moments),
      carried: await this.tensors.copy(states),
    };
  }

  async restore(parameters: Parameters, { step, moments, carried }: OptimiserState): Promise<void> {
    await this.tensors.set(new Map([...parameters, ...moments, ...carried]));
    this.#step = step;
  }

  async dispose(): Promise<void> {
    await this.tensors.dispose();
    await this.stepSession.release();
    await this.lossSession.release();
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

function numberIn(tensor: Tensor | undefined): number {
  return Number(tensor?.data[0]);
}

/** Everything that a step hands on to the next one. */
export function carriedBy(network: Network, window: Window, rule: UpdateRule): Carried[] {
  return [...parametersOf(network), ...momentsOf(network, rule), ...statesOf(network, window)];
}

function parametersOf(network: Network): Carried[] {
  return parameterShapes(network).map(({ name, shape }) => ({
    name,
    shape,
    graphShape: shape.length === 1 ? [...shape, 1] : shape,
  }));
}

function momentsOf(network: Network, { optimiser }: UpdateRule): Carried[] {
  return momentKinds[optimiser.kind].flatMap((kind) =>
    parametersOf(network).map((parameter) => ({ ...parameter, name: `${kind}.${parameter.name}` })),
  );
}

function statesOf(network: Network, { batch }: Window): Carried[] {
  return stateShapes(network, batch).map(({ name, shape }) => ({ name, shape, graphShape: shape }));
}

function only(feeds: Feeds, names: readonly string[]): Feeds {
  return Object.fromEntries(names.map((name) => [name, feeds[name] as Tensor]));
}
