/**
 * A typed builder for ONNX graphs: values know their element type and shape, so that a mistake is an error where the
 * graph is built, not where it runs. `operators.ts` has the operators, `serialise.ts` writes the protobuf.
 */
import { formatShape, type Shape } from './shapes';

/** Element types by the names that ONNX Runtime's JavaScript API uses. */
export type DataType = 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';
export type FloatType = Extract<DataType, `float${string}`>;
export type TensorData = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** An ONNX attribute with its kind, because a whole number alone does not say whether it is an int or a float. */
export type Attribute =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** A tensor in a graph: an input, a stored constant, or what an operator gives. */
export class Value {
  constructor(
    readonly graph: Graph,
    readonly name: string,
    readonly type: DataType,
    readonly shape: Shape,
  ) {}

  toString(): string {
    return `${this.name}: ${this.type} ${formatShape(this.shape)}`;
  }
}

export interface Node {
  readonly operator: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  /** `undefined` where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
}

export interface Initializer {
  readonly value: Value;
  readonly data: TensorData;
}

export interface Output {
  readonly name: string;
  readonly value: Value;
}

/** One graph under construction, in the order in which it will run. */
export class Graph {
  readonly #inputs: Value[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #nodes: Node[] = [];
  readonly #outputs: Output[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #names = new Set<string>();

  /** @param widestSplit outputs that one `Split` may have: some devices bind no more buffers at once. */
  constructor(
    readonly name: string,
    readonly widestSplit = Infinity,
  ) {}

  get inputs(): readonly Value[] {
    return this.#inputs;
  }

  get initializers(): readonly Initializer[] {
    return this.#initializers;
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  get outputs(): readonly Output[] {
    return this.#outputs;
  }

  /** @throws RangeError when the name is taken. */
  input(name: string, type: DataType, shape: Shape): Value {
    const value = this.#declare(name, type, shape);
    this.#inputs.push(value);
    return value;
  }

  /**
   * A named tensor stored in the model, such as a weight.
   *
   * @throws RangeError when the name is taken or the data does not fill the shape.
   */
  initializer(name: string, type: DataType, shape: readonly number[], data: TensorData): Value {
    const expected = shape.reduce((product, dimension) => product * dimension, 1);
    if (data.length !== expected || !(data instanceof arrayTypes[type])) {
      throw new RangeError(`${name}: ${data.length} elements given for ${type} ${formatShape(shape)}.`);
    }
    const value = this.#declare(name, type, shape);
    this.#initializers.push({ value, data });
    return value;
  }

  /** A small constant; equal ones are stored once. */
  constant(type: DataType, shape: readonly number[], numbers: readonly number[]): Value {
    const key = `${type}${formatShape(shape)}${numbers.join()}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const value = this.initializer(this.#fresh('constant'), type, shape, tensorData(type, numbers));
    this.#constants.set(key, value);
    return value;
  }

  scalar(type: DataType, number: number): Value {
    return this.constant(type, [], [number]);
  }

  /** A list of whole numbers, as many operators take for axes and sizes. */
  integers(numbers: readonly number[]): Value {
    return this.constant('int64', [numbers.length], numbers);
  }

  /** Appends an operator; `operators.ts` calls this with the inferred types and shapes of what it gives. */
  node(
    operator: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly { readonly type: DataType; readonly shape: Shape }[],
    attributes: Attributes = {},
    domain = '',
  ): Value[] {
    for (const input of inputs) {
      if (input && input.graph !== this) throw new RangeError(`${operator}: ${input.name} belongs to another graph.`);
    }
    const values = outputs.map(({ type, shape }) => this.#declare(this.#fresh(operator), type, shape));
    this.#nodes.push({ operator, domain, inputs, outputs: values, attributes });
    return values;
  }

  /** Makes a value an output of the graph under this name. Outputs are listed in the order of these calls. */
  output(name: string, value: Value): void {
    if (value.graph !== this) throw new RangeError(`Output ${name}: ${value.name} belongs to another graph.`);
    this.#claim(name);
    this.#outputs.push({ name, value });
  }

  #declare(name: string, type: DataType, shape: Shape): Value {
    this.#claim(name);
    return new Value(this, name, type, shape);
  }

  #claim(name: string): void {
    if (this.#names.has(name)) throw new RangeError(`The name ${name} is taken in graph ${this.name}.`);
    this.#names.add(name);
  }

  #fresh(stem: string): string {
    return `${stem}_${this.#names.size}`;
  }
}

const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Numbers as the typed array that a tensor of this type holds. */
function tensorData(type: DataType, numbers: ArrayLike<number>): TensorData {
  return type === 'int64' ? BigInt64Array.from(Array.from(numbers), BigInt) : arrayTypes[type].from(numbers);
}
