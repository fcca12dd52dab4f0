/** TensorFlow's operations by their own names, which is how its fused kernels are reached from JavaScript. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type * as tfjs from '@tensorflow/tfjs-node-gpu';

/** An attribute of an operation; which it has is said in TensorFlow's operation registry. */
export type Attribute =
  | { readonly name: string; readonly type: number }
  | { readonly name: string; readonly flag: boolean }
  | { readonly name: string; readonly float: number }
  | { readonly name: string; readonly integer: number }
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly shape: readonly number[] };

/** A tensor that JavaScript only passes on, of a type that the package has no name for; its owner deletes it. */
export interface OpaqueTensor {
  readonly opaque: number;
}

type Input = Tensor | OpaqueTensor;

/** `TF_DataType` of TensorFlow's C interface. */
export const dataType = { float: 1, int32: 3, int64: 9, resource: 20 } as const;

/** The part of the package's native binding that is used here; the package has no types for it in its interface. */
interface Binding {
  readonly TF_Version: string;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: number[], type: number, data: Int32Array): number;
  deleteTensor(id: number): void;
  executeOp(name: string, attributes: BindingAttribute[], inputs: number[], outputs: number): OutputTensor[];
  getNumOfTensors(): number;
}

interface BindingAttribute {
  name: string;
  type: number;
  value: boolean | number | string | readonly number[];
}

interface OutputTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

interface NodeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(output: OutputTensor): Tensor;
}

export class RawOperations {
  readonly #backend: NodeBackend;

  constructor(tf: typeof tfjs) {
    this.#backend = tf.backend() as unknown as NodeBackend;
  }

  get version(): string {
    return this.#backend.binding.TF_Version;
  }

  get usesGpu(): boolean {
    return this.#backend.isUsingGpuDevice;
  }

  /** Tensors that the native library holds: beside tfjs's own count this sees those behind {@link OpaqueTensor}. */
  get nativeTensors(): number {
    return this.#backend.binding.getNumOfTensors();
  }

  /** Runs an operation whose outputs are all float32, int32, bool or string; the outputs belong to the current tidy. */
  run(name: string, inputs: readonly Input[], attributes: readonly Attribute[], outputs: number) {
    return this.#execute(name, inputs, attributes, outputs).map((output) => this.#backend.createOutputTensor(output));
  }

  /** {@link run} for an operation with one output. */
  one(name: string, inputs: readonly Input[], attributes: readonly Attribute[]): Tensor {
    const [output] = this.#execute(name, inputs, attributes, 1);
    return this.#backend.createOutputTensor(output as OutputTensor);
  }

  /** Product of two matrices, without the reshapes and the batch that tfjs's own goes through. */
  product(left: Tensor2D, right: Tensor2D, options: { readonly transposeLeft?: boolean } = {}): Tensor2D {
    const transposes = [
      { name: 'transpose_a', flag: options.transposeLeft ?? false },
      { name: 'transpose_b', flag: false },
    ];
    return this.one('MatMul', [left, right], [float32, ...transposes]) as Tensor2D;
  }

  /** Runs an operation for its effect. */
  none(name: string, inputs: readonly Input[], attributes: readonly Attribute[]): void {
    this.#execute(name, inputs, attributes, 0);
  }

  /** Runs an operation with outputs of any type; the first `tensors` become tensors, the others stay opaque. */
  mixed(
    name: string,
    inputs: readonly Input[],
    attributes: readonly Attribute[],
    outputs: { readonly tensors: number; readonly opaque: number },
  ): { readonly tensors: Tensor[]; readonly opaque: OpaqueTensor[] } {
    const all = this.#execute(name, inputs, attributes, outputs.tensors + outputs.opaque);
    return {
      tensors: all.slice(0, outputs.tensors).map((output) => this.#backend.createOutputTensor(output)),
      opaque: all.slice(outputs.tensors).map(({ id }) => ({ opaque: id })),
    };
  }

  /** A 64-bit integer, which tfjs has no type for. */
  int64(value: number): OpaqueTensor {
    // The binding takes an int64 as two halves, low first.
    const halves = new Int32Array([value, 0]);
    return { opaque: this.#backend.binding.createTensor([], dataType.int64, halves) };
  }

  delete(tensor: OpaqueTensor): void {
    this.#backend.binding.deleteTensor(tensor.opaque);
  }

  #execute(name: string, inputs: readonly Input[], attributes: readonly Attribute[], outputs: number): OutputTensor[] {
    const ids = inputs.map((input) =>
      'opaque' in input ? input.opaque : (this.#backend.getInputTensorIds([input])[0] as number),
    );
    const { binding } = this.#backend;
    return binding.executeOp(
      name,
      attributes.map((attribute) => this.#attribute(attribute)),
      ids,
      outputs,
    );
  }

  #attribute(attribute: Attribute): BindingAttribute {
    const { binding } = this.#backend;
    const { name } = attribute;
    if ('type' in attribute) return { name, type: binding.TF_ATTR_TYPE, value: attribute.type };
    if ('flag' in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.flag };
    if ('float' in attribute) return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
    if ('integer' in attribute) return { name, type: binding.TF_ATTR_INT, value: attribute.integer };
    if ('text' in attribute) return { name, type: binding.TF_ATTR_STRING, value: attribute.text };
    return { name, type: binding.TF_ATTR_SHAPE, value: attribute.shape };
  }
}

export const float32: Attribute = { name: 'T', type: dataType.float };
