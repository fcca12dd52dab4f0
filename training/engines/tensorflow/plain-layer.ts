/**
 * LSTM, GRU and RNN in TensorFlow's plain operations, time step by time step, differentiated by tfjs: the reference that
 * fused kernels are tested against, and what runs where there is no fused kernel.
 */
import type { Cell, ParameterShape } from '@house-style/model/network';
import type { Rank, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { LayerShape, RecurrentLayer, RecurrentState } from './recurrent-layer';
import type { Tensorflow } from './runtime';
import { StoredVariable } from './stored-variable';

export class PlainLayer implements RecurrentLayer {
  readonly variables: readonly StoredVariable[];

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly cell: Cell,
    private readonly shape: LayerShape,
    parameters: readonly ParameterShape[],
  ) {
    this.variables = parameters.map((parameter) => StoredVariable.like(parameter));
  }

  run(input: Tensor3D, start: RecurrentState, variables: readonly Tensor[]) {
    const { tf } = this.tensorflow;
    const { time, batch, features } = this.shape;
    const [inputWeights, recurrentWeights, bias, recurrentBias] = variables as [Tensor2D, Tensor2D, Tensor, Tensor?];
    const flat = tf.reshape<Rank.R2>(input, [time * batch, features]);
    const projected = tf.add(tf.matMul(flat, inputWeights, false, true), bias).reshape([time, batch, -1]);
    const outputs: Tensor2D[] = [];
    let state = start;
    for (const gates of tf.unstack(projected) as Tensor2D[]) {
      const recurrent = tf.matMul<Tensor2D>(state.hidden, recurrentWeights, false, true);
      state = this.#step(gates, recurrent, state, recurrentBias);
      outputs.push(state.hidden);
    }
    tf.keep(state.hidden);
    if (state.cell !== undefined) tf.keep(state.cell);
    return { outputs: tf.stack(outputs) as Tensor3D, state };
  }

  dispose(): void {
    // Nothing is kept between windows.
  }

  /** One time step from both products, `[batch, gates·hidden]`; the input's one has the bias in it. */
  #step(input: Tensor2D, recurrent: Tensor2D, before: RecurrentState, recurrentBias?: Tensor): RecurrentState {
    const { tf } = this.tensorflow;
    switch (this.cell) {
      case 'lstm': {
        const [i, f, o, candidate] = tf.split(input.add(recurrent), 4, 1) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
        const kept = tf.mul(tf.sigmoid(f), before.cell as Tensor2D);
        const cell = tf.add<Tensor2D>(kept, tf.mul(tf.sigmoid(i), tf.tanh(candidate)));
        return { hidden: tf.mul(tf.sigmoid(o), tf.tanh(cell)), cell };
      }
      case 'gru': {
        const [inputReset, inputUpdate, inputCandidate] = tf.split(input, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
        const [reset, update, candidate] = tf.split(recurrent, 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
        const gated = tf.sigmoid(inputReset.add(reset)).mul(candidate.add(recurrentBias as Tensor));
        const next = tf.tanh(inputCandidate.add(gated));
        const keep = tf.sigmoid(inputUpdate.add(update));
        return { hidden: tf.add<Tensor2D>(next, tf.mul(keep, tf.sub(before.hidden, next))) };
      }
      case 'rnn':
        return { hidden: tf.tanh(input.add(recurrent)) };
    }
  }
}
