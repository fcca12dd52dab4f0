/**
 * One network trained by TensorFlow: windows in, losses out, everything else stays on the device.
 *
 * Its calls return when they are done, so before each one the event loop has a turn: else no signal to stop would be
 * heard until the training ends.
 */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Network, Parameter, Parameters } from '@house-style/model/network';
import { parameterShapes } from '@house-style/model/network';
import type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Batch, OptimiserState, Prediction, StepResult, TrainingProgram } from '../engine';
import type { UpdateRule, Window } from '../../network/step';
import { crossEntropy } from './cross-entropy';
import type { RecurrentLayer, RecurrentState } from './recurrent-layer';
import type { Tensorflow } from './runtime';
import { StoredVariable } from './stored-variable';
import { TrainedVariables } from './trained-variables';

export class TensorflowProgram implements TrainingProgram {
  readonly #variables: TrainedVariables;
  /** State that the next training window starts from, for each layer. */
  #carried: RecurrentState[];
  /** The same for validation. */
  #validation: RecurrentState[];

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly network: Network,
    private readonly window: Window,
    private readonly layers: readonly RecurrentLayer[],
    rule: UpdateRule,
    parameters: Parameters,
  ) {
    const outer = parameterShapes(network).filter(({ name }) => !name.startsWith('layer'));
    const variables = [
      ...outer.map((shape) => StoredVariable.like(shape)),
      ...layers.flatMap((layer) => layer.variables),
    ];
    this.#variables = new TrainedVariables(tensorflow, rule, variables, parameters);
    this.#carried = this.#zeroState();
    this.#validation = this.#zeroState();
  }

  async step(batch: Batch, learningRate: number): Promise<StepResult> {
    await eventLoopTurn();
    const { tf } = this.tensorflow;
    const after: RecurrentState[] = [];
    const result = tf.tidy(() => {
      const { loss, gradients } = this.#gradients(batch, after);
      return tf.stack([loss, this.#variables.update(gradients, learningRate)]);
    });
    const [loss, gradientNorm] = result.dataSync<'float32'>() as unknown as [number, number];
    result.dispose();
    this.#carried = this.#replace(this.#carried, after);
    return { loss, gradientNorm };
  }

  async predict(batch: Batch): Promise<Prediction> {
    await eventLoopTurn();
    const { tf } = this.tensorflow;
    const after: RecurrentState[] = [];
    const result = tf.tidy(() => {
      const feeds = this.#feeds({ ...batch, masks: [] });
      const logits = this.#logits(this.#variables.read(), feeds, this.#validation, after);
      const right = tf.argMax(logits, 1).equal(feeds.targets).cast('float32');
      const loss = crossEntropy(this.tensorflow, logits, feeds.targets, feeds.weights);
      return tf.stack([loss, right.mul<Tensor1D>(feeds.weights).sum()]);
    });
    const [loss, predicted] = result.dataSync<'float32'>() as unknown as [number, number];
    result.dispose();
    this.#validation = this.#replace(this.#validation, after);
    return { loss, predicted };
  }

  parameters(): Promise<Parameters> {
    const named = this.#variables.parameters();
    return Promise.resolve(
      new Map(parameterShapes(this.network).map(({ name }) => [name, named.get(name) as Parameter])),
    );
  }

  snapshot(): Promise<OptimiserState> {
    const carried = this.#carried.flatMap(({ hidden, cell }, layer) => [
      this.#featuresMajor(`hidden${layer}`, hidden),
      ...(cell === undefined ? [] : [this.#featuresMajor(`cell${layer}`, cell)]),
    ]);
    return Promise.resolve({
      step: this.#variables.step,
      moments: this.#variables.moments(),
      carried: new Map(carried.map((state) => [state.name, state])),
    });
  }

  restore(parameters: Parameters, state: OptimiserState): Promise<void> {
    this.#variables.restore(parameters, state.moments, state.step);
    const restored = this.network.hidden.map((_, layer) => {
      const hidden = this.#batchMajor(state.carried, `hidden${layer}`);
      return this.network.cell === 'lstm'
        ? { hidden, cell: this.#batchMajor(state.carried, `cell${layer}`) }
        : { hidden };
    });
    this.#carried = this.#replace(this.#carried, restored);
    this.#validation = this.#replace(this.#validation, this.#zeroState());
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.#variables.dispose();
    for (const layer of this.layers) layer.dispose();
    this.#replace(this.#carried, []);
    this.#replace(this.#validation, []);
    return Promise.resolve();
  }

  /** Loss and gradients in a scope of their own, so that nothing holds the variables' values when they are written. */
  #gradients(batch: Batch, after: RecurrentState[]): { loss: Scalar; gradients: Tensor[] } {
    const { tf } = this.tensorflow;
    const all = tf.tidy(() => {
      const feeds = this.#feeds(batch);
      const loss = (...variables: Tensor[]) => this.#forward(variables, feeds, this.#carried, after);
      const { value, grads } = tf.valueAndGrads(loss)(this.#variables.read());
      return [value, ...grads];
    });
    const [loss, ...gradients] = all as [Scalar, ...Tensor[]];
    return { loss, gradients };
  }

  /** Mean loss in nats; the states after the window as {@link #logits} says. */
  #forward(
    variables: readonly Tensor[],
    feeds: Feeds,
    before: readonly RecurrentState[],
    after: RecurrentState[],
  ): Scalar {
    return crossEntropy(this.tensorflow, this.#logits(variables, feeds, before, after), feeds.targets, feeds.weights);
  }

  /** `[time · batch, vocabulary]`; the states after the window are pushed to `after` and outlive the tidy. */
  #logits(
    variables: readonly Tensor[],
    feeds: Feeds,
    before: readonly RecurrentState[],
    after: RecurrentState[],
  ): Tensor2D {
    const { tf } = this.tensorflow;
    const { time, batch } = this.window;
    const rest = [...variables];
    let features: Tensor3D;
    if (this.network.input === 'embedding') {
      features = tf.gather(rest.shift() as Tensor2D, feeds.inputs).reshape([time, batch, -1]);
    } else {
      features = tf.oneHot(feeds.inputs, this.network.vocabulary, 1, 0, 'float32').reshape([time, batch, -1]);
    }
    const [outputWeight, outputBias] = rest.splice(0, 2) as [Tensor2D, Tensor1D];
    for (const [index, layer] of this.layers.entries()) {
      const { hidden, cell } = before[index] as RecurrentState;
      const start = {
        hidden: hidden.mul<Tensor2D>(feeds.carry),
        ...(cell !== undefined && { cell: cell.mul<Tensor2D>(feeds.carry) }),
      };
      const { outputs, state } = layer.run(features, start, rest.splice(0, layer.variables.length));
      after.push(state);
      const mask = feeds.masks[index];
      features = mask === undefined ? outputs : outputs.mul(mask);
    }
    const flat = features.reshape<Tensor2D>([time * batch, -1]);
    return tf.add<Tensor2D>(tf.matMul(flat, outputWeight, false, true), outputBias);
  }

  #feeds({ inputs, targets, weights, carry, masks }: Batch): Feeds {
    const { tf } = this.tensorflow;
    const { batch } = this.window;
    const counted = weights.reduce((sum, weight) => sum + weight, 0);
    return {
      inputs: tf.tensor1d(Int32Array.from(inputs), 'int32'),
      targets: tf.tensor1d(Int32Array.from(targets), 'int32'),
      // The mean over what counts, as a weighted sum.
      weights: tf.tensor1d(weights.map((weight) => (counted === 0 ? 0 : weight / counted))),
      carry: tf.tensor2d(carry.slice(), [batch, 1]),
      masks: masks.map((mask) => tf.transpose(tf.tensor2d(mask.slice(), [mask.length / batch, batch])).expandDims(0)),
    };
  }

  #zeroState(): RecurrentState[] {
    const { tf } = this.tensorflow;
    return this.network.hidden.map((hidden) => {
      const zeros = () => tf.keep(tf.fill<Rank.R2>([this.window.batch, hidden], 0));
      return this.network.cell === 'lstm' ? { hidden: zeros(), cell: zeros() } : { hidden: zeros() };
    });
  }

  #replace(before: readonly RecurrentState[], after: RecurrentState[]): RecurrentState[] {
    for (const { hidden, cell } of before) {
      hidden.dispose();
      cell?.dispose();
    }
    return after;
  }

  #featuresMajor(name: string, state: Tensor2D): Parameter {
    const { tf } = this.tensorflow;
    const [batch, hidden] = state.shape;
    const data = tf.tidy(() => tf.transpose(state).dataSync<'float32'>().slice());
    return { name, shape: [hidden, batch], data };
  }

  #batchMajor(states: Parameters, name: string): Tensor2D {
    const { tf } = this.tensorflow;
    const state = states.get(name);
    if (state === undefined) throw new RangeError(`There is no ${name}.`);
    const [hidden, batch] = state.shape as [number, number];
    return tf.tidy(() => tf.keep(tf.transpose(tf.tensor2d(state.data.slice(), [hidden, batch]))));
  }
}

interface Feeds {
  /** Int32 `[time · batch]`. */
  readonly inputs: Tensor1D;
  /** Int32 `[time · batch]`. */
  readonly targets: Tensor1D;
  /** `[time · batch]`, with sum 1, or 0 where nothing counts. */
  readonly weights: Tensor1D;
  /** `[batch, 1]`. */
  readonly carry: Tensor2D;
  /** `[1, batch, hidden]` for each layer, or none. */
  readonly masks: readonly Tensor[];
}
