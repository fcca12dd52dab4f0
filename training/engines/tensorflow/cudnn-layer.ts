/** LSTM, GRU and RNN on NVIDIA GPUs through cuDNN: `CudnnRNNV3` forward and `CudnnRNNBackpropV3` backward. */
import type { Cell, ParameterShape } from '@house-style/model/network';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type Attribute, float32, type OpaqueTensor } from './raw-operations';
import { kernelRows, type LayerShape, type RecurrentLayer, type RecurrentState } from './recurrent-layer';
import type { Tensorflow } from './runtime';
import { StoredVariable } from './stored-variable';

const modes: Readonly<Record<Cell, string>> = { lstm: 'lstm', gru: 'gru', rnn: 'rnn_tanh' };
/** cuDNN's gate order as indices into the network's; its LSTM has input, forget, candidate, output. */
const gateOrder: Readonly<Record<Cell, readonly number[]>> = {
  lstm: [0, 1, 3, 2],
  gru: [0, 1, 2],
  rnn: [0],
};

/**
 * cuDNN reads one flat buffer: all input matrices, then all recurrent ones, then all input biases, then all recurrent
 * ones, each `[hidden, features]` a gate (cudnnGetRNNWeightParams; TensorFlow's Keras layers lay it out the same way).
 * Variables stay apart, so that clipping and decay see them as every other engine does; joining them each step copies
 * a few megabytes on the device.
 */
export class CudnnLayer implements RecurrentLayer {
  readonly variables: readonly StoredVariable[];
  readonly #lengths: Tensor1D;
  readonly #attributes: readonly Attribute[];
  /** The cell state's place in the kernel's interface, for cells that have none: `[1, batch, hidden]` of zeros. */
  readonly #noCell: Tensor3D;
  /** cuDNN's choice of algorithm, in a type that tfjs has no name for: held until the backward pass or the next window. */
  #algorithm: OpaqueTensor | undefined;

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly cell: Cell,
    private readonly shape: LayerShape,
    parameters: readonly ParameterShape[],
  ) {
    const { tf } = tensorflow;
    const { time, batch, hidden } = shape;
    this.variables = cudnnVariables(cell, shape, parameters);
    this.#lengths = tf.keep(tf.fill([batch], time, 'int32'));
    this.#noCell = tf.keep(tf.fill([1, batch, hidden], 0));
    this.#attributes = [
      float32,
      { name: 'rnn_mode', text: modes[cell] },
      { name: 'input_mode', text: 'linear_input' },
      { name: 'direction', text: 'unidirectional' },
      { name: 'dropout', float: 0 },
      { name: 'seed', integer: 0 },
      { name: 'seed2', integer: 0 },
      { name: 'num_proj', integer: 0 },
      { name: 'time_major', flag: true },
    ];
  }

  run(input: Tensor3D, start: RecurrentState, variables: readonly Tensor[]) {
    const { tf, raw } = this.tensorflow;
    const { batch, hidden } = this.shape;
    const firstHidden = start.hidden.reshape([1, batch, hidden]);
    const firstCell = start.cell === undefined ? this.#noCell : start.cell.reshape([1, batch, hidden]);
    let state: RecurrentState | undefined;

    const sequence = tf.customGrad((...tensors: (Tensor | GradSaveFunc)[]) => {
      const [x, weights, save] = tensors as [Tensor3D, Tensor1D, GradSaveFunc];
      const operands = [x, firstHidden, firstCell, weights, this.#lengths];
      this.#releaseAlgorithm();
      // Outputs, last hidden, last cell, reserve space; the algorithm.
      const { tensors: results, opaque } = raw.mixed(
        'CudnnRNNV3',
        operands,
        [...this.#attributes, { name: 'is_training', flag: true }],
        { tensors: 4, opaque: 1 },
      );
      this.#algorithm = opaque[0];
      const [outputs, lastHidden, lastCell] = results as [Tensor3D, Tensor3D, Tensor3D];
      state = {
        hidden: tf.keep(lastHidden.reshape<Tensor2D>([batch, hidden])),
        ...(this.cell === 'lstm' && { cell: tf.keep(lastCell.reshape<Tensor2D>([batch, hidden])) }),
      };
      save([...operands, ...results]);
      return { value: outputs, gradFunc: (gradient: Tensor, saved: Tensor[]) => this.#backward(gradient, saved) };
    });
    const outputs = sequence(input, this.#join(variables));
    if (state === undefined) throw new Error('The kernel was not run.');
    return { outputs, state };
  }

  dispose(): void {
    this.#releaseAlgorithm();
    this.#lengths.dispose();
    this.#noCell.dispose();
  }

  /** Gradients of input and weights, from the operands and results of the forward kernel. */
  #backward(gradient: Tensor, saved: readonly Tensor[]): Tensor[] {
    const { tf, raw } = this.tensorflow;
    const operands = saved.slice(0, 5);
    const [outputs, lastHidden, lastCell, reserve] = saved.slice(5) as [Tensor, Tensor, Tensor, Tensor];
    const none = tf.zerosLike(lastHidden);
    const inputs = [
      ...[...operands, outputs, lastHidden, lastCell, gradient, none, none, reserve],
      this.#algorithm as OpaqueTensor,
    ];
    // Gradients of input, first hidden, first cell, weights.
    const gradients = raw.run('CudnnRNNBackpropV3', inputs, this.#attributes, 4);
    this.#releaseAlgorithm();
    return [gradients[0], gradients[3]] as Tensor[];
  }

  #releaseAlgorithm(): void {
    if (this.#algorithm !== undefined) this.tensorflow.raw.delete(this.#algorithm);
    this.#algorithm = undefined;
  }

  #join(variables: readonly Tensor[]): Tensor1D {
    const { tf } = this.tensorflow;
    const [input, recurrent, bias, recurrentBias] = variables as [Tensor, Tensor, Tensor1D, Tensor1D?];
    const noBias = tf.fill([bias.size - (recurrentBias?.size ?? 0)], 0);
    const flat = [input.flatten(), recurrent.flatten(), bias, noBias] as Tensor1D[];
    return tf.concat1d(recurrentBias === undefined ? flat : [...flat, recurrentBias]);
  }
}

/** The network's own matrices with their gate blocks in kernel order. */
function cudnnVariables(cell: Cell, { features, hidden }: LayerShape, parameters: readonly ParameterShape[]) {
  const rows = kernelRows(gateOrder[cell], hidden);
  const inRowsOf = (width: number) =>
    Uint32Array.from({ length: rows.length * width }, (_, index) => {
      const row = rows[Math.floor(index / width)] as number;
      return row * width + (index % width);
    });
  return parameters.map((parameter) => {
    if (parameter.name.endsWith('.recurrentBias')) return StoredVariable.like(parameter);
    const width = parameter.name.endsWith('.input') ? features : parameter.name.endsWith('.recurrent') ? hidden : 1;
    return new StoredVariable([parameter], parameter.shape, inRowsOf(width));
  });
}
