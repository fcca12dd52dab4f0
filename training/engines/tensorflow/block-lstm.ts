/** LSTM on the CPU through TensorFlow's `BlockLSTMV2` kernels: one call forward and one backward for a whole window. */
import type { ParameterShape } from '@house-style/model/network';
import type { GradSaveFunc, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { float32, type Attribute, type OpaqueTensor } from './raw-operations';
import { kernelRows, type LayerShape, type RecurrentLayer, type RecurrentState } from './recurrent-layer';
import type { Tensorflow } from './runtime';
import { StoredVariable } from './stored-variable';

const noPeephole: Attribute = { name: 'use_peephole', flag: false };
/** The kernel clips the cell state where this is positive. */
const noCellClip: Attribute = { name: 'cell_clip', float: 0 };

export class BlockLstm implements RecurrentLayer {
  readonly variables: readonly StoredVariable[];
  readonly #length: OpaqueTensor;
  /** `[hidden]`: the kernel takes peephole weights even where it uses none. */
  readonly #peephole: Tensor;
  /** `[time, batch, hidden]`: no loss depends on the cell states themselves. */
  readonly #noCellGradient: Tensor;

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly shape: LayerShape,
    parameters: readonly ParameterShape[],
  ) {
    const { tf, raw } = tensorflow;
    const { time, batch, hidden } = shape;
    this.variables = blockLstmVariables(shape, parameters);
    this.#length = raw.int64(time);
    this.#peephole = tf.keep(tf.fill([hidden], 0));
    this.#noCellGradient = tf.keep(tf.fill([time, batch, hidden], 0));
  }

  run(input: Tensor3D, start: RecurrentState, variables: readonly Tensor[]) {
    const { tf, raw } = this.tensorflow;
    let state: RecurrentState | undefined;

    const sequence = tf.customGrad((...tensors: (Tensor | GradSaveFunc)[]) => {
      const save = tensors.pop() as GradSaveFunc;
      const operands = [...(tensors as Tensor[]), start.hidden, start.cell as Tensor];
      // Input gate, cell states, forget gate, output gate, candidate, tanh of the cell states, outputs.
      const results = raw.run('BlockLSTMV2', this.#operands(operands), [float32, noPeephole, noCellClip], 7);
      const [, cells, , , , , outputs] = results as [Tensor, Tensor3D, Tensor, Tensor, Tensor, Tensor, Tensor3D];
      state = { hidden: tf.keep(this.#last(outputs)), cell: tf.keep(this.#last(cells)) };
      save([...operands, ...results]);
      return {
        value: outputs,
        gradFunc: (gradient: Tensor, saved: Tensor[]) => {
          const inputs = [...this.#operands(saved), ...saved.slice(operands.length), this.#noCellGradient, gradient];
          // Gradients of input, first cell, first hidden, kernel, three peepholes, bias.
          const gradients = raw.run('BlockLSTMGradV2', inputs, [float32, noPeephole], 8);
          return [gradients[0], gradients[3], gradients[7]] as Tensor[];
        },
      };
    });
    const outputs = sequence(input, ...variables);
    if (state === undefined) throw new Error('The kernel was not run.');
    return { outputs, state };
  }

  dispose(): void {
    this.tensorflow.raw.delete(this.#length);
    this.#peephole.dispose();
    this.#noCellGradient.dispose();
  }

  /** The inputs that both kernels start with, from input, kernel, bias, first hidden and first cell. */
  #operands([input, kernel, bias, hidden, cell]: readonly Tensor[]) {
    const peepholes = [this.#peephole, this.#peephole, this.#peephole];
    return [this.#length, input, cell, hidden, kernel, ...peepholes, bias] as (Tensor | OpaqueTensor)[];
  }

  /** `[time, batch, hidden]` → `[batch, hidden]` at the last time step. */
  #last(sequence: Tensor3D): Tensor2D {
    const { time, batch, hidden } = this.shape;
    return this.tensorflow.tf.slice(sequence, [time - 1, 0, 0], [1, batch, hidden]).reshape([batch, hidden]);
  }
}

/** `[features + hidden, 4·hidden]`, input above recurrent weights, transposed, and the bias, gates in kernel order. */
function blockLstmVariables({ features, hidden }: LayerShape, parameters: readonly ParameterShape[]) {
  const [input, recurrent, bias] = parameters as [ParameterShape, ParameterShape, ParameterShape];
  const rows = kernelRows('lstm', hidden);
  const recurrentStart = rows.length * features;
  const order = new Uint32Array((features + hidden) * rows.length);
  for (let line = 0; line < features + hidden; line++) {
    for (const [column, row] of rows.entries()) {
      order[line * rows.length + column] =
        line < features ? row * features + line : recurrentStart + row * hidden + (line - features);
    }
  }
  return [
    new StoredVariable([input, recurrent], [features + hidden, rows.length], order),
    new StoredVariable([bias], [rows.length], rows),
  ];
}
