/**
 * LSTM on the CPU by TensorFlow's fused kernels: one call forward for a whole window, and backward one kernel for all
 * gates of a time step and one product.
 *
 * TensorFlow has a whole-window kernel for the backward pass too (`BlockLSTMGrad`), but that one adds to the weight
 * gradient at every step and repacks the weights each time. Saving that for one large product after the loop made the
 * backward pass 2 times faster with 512 units and 5 times with 1024, at 3 ms of JavaScript a window.
 */
import type { ParameterShape } from '@house-style/model/network';
import type { GradSaveFunc, Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type Attribute, float32, type OpaqueTensor } from './raw-operations';
import { kernelRows, type LayerShape, type RecurrentLayer, type RecurrentState } from './recurrent-layer';
import type { Tensorflow } from './runtime';
import { StoredVariable } from './stored-variable';

/** The kernels' gate order, input, candidate, forget, output, as indices into the network's. */
const gateOrder = [0, 3, 1, 2] as const;
const noPeephole: Attribute = { name: 'use_peephole', flag: false };
const forwardAttributes: readonly Attribute[] = [
  float32,
  noPeephole,
  // What the kernel would add to the forget gate, and where it would clip the cell state, if positive.
  { name: 'forget_bias', float: 0 },
  { name: 'cell_clip', float: 0 },
];

/** What the forward kernel gives, each `[time, batch, hidden]`. */
interface Forward<T> {
  readonly input: T;
  readonly cells: T;
  readonly forget: T;
  readonly output: T;
  readonly candidate: T;
  /** tanh of the cell states. */
  readonly squashed: T;
  readonly hidden: T;
}

export class BlockLstm implements RecurrentLayer {
  readonly variables: readonly StoredVariable[];
  readonly #length: OpaqueTensor;
  /** `[hidden]`: the kernels take peephole weights even where they use none. */
  readonly #peephole: Tensor;

  constructor(
    private readonly tensorflow: Tensorflow,
    private readonly shape: LayerShape,
    parameters: readonly ParameterShape[],
  ) {
    const { tf, raw } = tensorflow;
    this.variables = blockLstmVariables(shape, parameters);
    this.#length = raw.int64(shape.time);
    this.#peephole = tf.keep(tf.fill([shape.hidden], 0));
  }

  run(input: Tensor3D, start: RecurrentState, variables: readonly Tensor[]) {
    const { tf, raw } = this.tensorflow;
    const { time, batch, hidden } = this.shape;
    const last = (sequence: Tensor) =>
      tf.slice(sequence, [time - 1, 0, 0], [1, batch, hidden]).reshape([batch, hidden]);
    let state: RecurrentState | undefined;

    const sequence = tf.customGrad((...tensors: (Tensor | GradSaveFunc)[]) => {
      const [x, kernel, bias, save] = tensors as [Tensor, Tensor, Tensor, GradSaveFunc];
      const firstCell = start.cell as Tensor;
      const operands = [this.#length, x, firstCell, start.hidden, kernel, ...this.#peepholes(), bias];
      const results = raw.run('BlockLSTM', operands, forwardAttributes, 7);
      const forward = named(results);
      state = { hidden: tf.keep(last(forward.hidden) as Tensor2D), cell: tf.keep(last(forward.cells) as Tensor2D) };
      save([x, kernel, bias, start.hidden, firstCell, ...results]);
      return {
        value: forward.hidden,
        gradFunc: (gradient: Tensor, saved: Tensor[]) => this.#backward(gradient, saved),
      };
    });
    const outputs = sequence(input, ...variables) as Tensor3D;
    if (state === undefined) throw new Error('The kernel was not run.');
    return { outputs, state };
  }

  dispose(): void {
    this.tensorflow.raw.delete(this.#length);
    this.#peephole.dispose();
  }

  #peepholes(): Tensor[] {
    return [this.#peephole, this.#peephole, this.#peephole];
  }

  /** Gradients of input, kernel and bias. @param gradient by the outputs, `[time, batch, hidden]`. */
  #backward(gradient: Tensor, saved: readonly Tensor[]): Tensor[] {
    const { tf, raw } = this.tensorflow;
    const { time, batch, features, hidden } = this.shape;
    const [x, kernel, bias, firstHidden, firstCell, ...results] = saved as [
      ...[Tensor3D, Tensor2D, Tensor, Tensor2D, Tensor2D],
      ...Tensor[],
    ];
    const steps = named(results.map((sequence) => tf.unstack(sequence)));
    const [inputKernel, recurrentKernel] = tf.split(kernel, [features, hidden], 0) as [Tensor2D, Tensor2D];
    // Every time step multiplies with it: transposed once, each product is a sixth faster.
    const recurrentColumns = tf.transpose(recurrentKernel);
    const ofOutputs = tf.unstack(gradient);
    // The kernel takes a step's input but reads only its shape, so that any step's will do.
    const anyInput = x.slice([0, 0, 0], [1, -1, -1]).reshape([batch, features]);
    const ofGates: Tensor2D[] = [];
    let ofHidden = ofOutputs[time - 1] as Tensor2D;
    let ofCell: Tensor = tf.zerosLike(firstCell);
    for (let t = time - 1; t >= 0; t--) {
      const before = { cell: steps.cells[t - 1] ?? firstCell, hidden: steps.hidden[t - 1] ?? firstHidden };
      const given = [ofCell, ofHidden] as const;
      const [ofCellBefore, gates] = this.#gatesBackward(anyInput, kernel, bias, before, at(steps, t), given);
      ofCell = ofCellBefore;
      ofGates.unshift(gates);
      if (t > 0) ofHidden = tf.add(raw.product(gates, recurrentColumns), ofOutputs[t - 1] as Tensor);
    }
    const allGates = tf.concat(ofGates);
    const flat = tf.reshape(x, [time * batch, features]);
    const read = tf.concat([flat, tf.concat([firstHidden, ...steps.hidden.slice(0, -1)])], 1) as Tensor2D;
    return [
      tf.matMul(allGates, inputKernel, false, true).reshape([time, batch, features]),
      raw.product(read, allGates, { transposeLeft: true }),
      raw.product(tf.ones([1, time * batch]), allGates).reshape([-1]),
    ];
  }

  /** Gradients of the cell state before a time step and of its gates before their sigmoids and tanh, `[batch, 4·hidden]`. */
  #gatesBackward(
    input: Tensor,
    kernel: Tensor2D,
    bias: Tensor,
    before: { readonly cell: Tensor; readonly hidden: Tensor },
    step: Forward<Tensor>,
    [ofCell, ofHidden]: readonly [Tensor, Tensor],
  ): readonly [Tensor, Tensor2D] {
    const operands = [
      ...[input, before.cell, before.hidden, kernel, ...this.#peepholes(), bias],
      ...[step.input, step.cells, step.forget, step.output, step.candidate, step.squashed, ofCell, ofHidden],
    ];
    // Gradients of the cell state before, the gates, and three peepholes.
    const [ofCellBefore, gates] = this.tensorflow.raw.run('LSTMBlockCellGrad', operands, [float32, noPeephole], 5);
    return [ofCellBefore as Tensor, gates as Tensor2D];
  }
}

function named<T>(results: readonly T[]): Forward<T> {
  const [input, cells, forget, output, candidate, squashed, hidden] = results as [T, T, T, T, T, T, T];
  return { input, cells, forget, output, candidate, squashed, hidden };
}

function at(steps: Forward<Tensor[]>, t: number): Forward<Tensor> {
  const { input, cells, forget, output, candidate, squashed, hidden } = steps;
  return named([input, cells, forget, output, candidate, squashed, hidden].map((sequence) => sequence[t] as Tensor));
}

/** `[features + hidden, 4·hidden]`, input above recurrent weights, transposed, and the bias, gates in kernel order. */
function blockLstmVariables({ features, hidden }: LayerShape, parameters: readonly ParameterShape[]) {
  const [input, recurrent, bias] = parameters as [ParameterShape, ParameterShape, ParameterShape];
  const rows = kernelRows(gateOrder, hidden);
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
