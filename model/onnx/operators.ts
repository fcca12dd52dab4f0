/**
 * ONNX operators as functions on graph values, of operator set 17 (https://onnx.ai/onnx/operators/). Each checks types
 * and shapes and throws a RangeError that names the operator where they do not fit.
 */
import type { Attributes, DataType, Graph, Value } from './graph';
import {
  broadcast,
  fixed,
  formatShape,
  mismatch,
  positiveAxis,
  sameShape,
  withDimension,
  type Dimension,
  type Shape,
} from './shapes';

function apply(
  operator: string,
  inputs: readonly (Value | undefined)[],
  type: DataType,
  shape: Shape,
  attributes: Attributes = {},
): Value {
  const [value] = graphOf(inputs).node(operator, inputs, [{ type, shape }], attributes);
  return value as Value;
}

function graphOf(inputs: readonly (Value | undefined)[]): Graph {
  const graph = inputs.find((input) => input !== undefined)?.graph;
  if (!graph) throw new RangeError('An operator needs an input.');
  return graph;
}

function requireType(operator: string, value: Value, ...allowed: readonly DataType[]): void {
  if (!allowed.includes(value.type))
    throw new RangeError(`${operator}: ${String(value)} must be ${allowed.join(' or ')}.`);
}

const isFloat = ['float32', 'float64'] as const;
const isIndex = ['int32', 'int64'] as const;

// Elementwise

function binary(operator: string, a: Value, b: Value): Value {
  requireType(operator, b, a.type);
  return apply(operator, [a, b], a.type, broadcast(operator, a.shape, b.shape));
}

function unary(operator: string, x: Value): Value {
  requireType(operator, x, ...isFloat);
  return apply(operator, [x], x.type, x.shape);
}

export const add = (a: Value, b: Value): Value => binary('Add', a, b);
export const subtract = (a: Value, b: Value): Value => binary('Sub', a, b);
export const multiply = (a: Value, b: Value): Value => binary('Mul', a, b);
export const divide = (a: Value, b: Value): Value => binary('Div', a, b);
export const minimum = (a: Value, b: Value): Value => binary('Min', a, b);
export const sigmoid = (x: Value): Value => unary('Sigmoid', x);
export const relu = (x: Value): Value => unary('Relu', x);
/** −1, 0 or 1. */
export const sign = (x: Value): Value => unary('Sign', x);
export const tanh = (x: Value): Value => unary('Tanh', x);
export const exponential = (x: Value): Value => unary('Exp', x);
export const squareRoot = (x: Value): Value => unary('Sqrt', x);

/** Sum of values of one shape. */
export function sum(values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (!first) throw new RangeError('Sum: nothing to add.');
  for (const other of others) {
    requireType('Sum', other, first.type);
    if (!sameShape(first.shape, other.shape)) throw mismatch('Sum', first.shape, other.shape);
  }
  return others.length === 0 ? first : apply('Sum', values, first.type, first.shape);
}

/** Whether elements are the same, broadcast. */
export function equal(a: Value, b: Value): Value {
  return apply('Equal', [a, b], 'bool', broadcast('Equal', a.shape, b.shape));
}

export function cast(x: Value, type: DataType): Value {
  return apply('Cast', [x], type, x.shape, { to: { kind: 'int', value: dataTypeCodes[type] } });
}

/** `TensorProto.DataType` of the ONNX schema. */
export const dataTypeCodes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

// Products

/** `[…, m, k] · [k, n] → […, m, n]`, or with leading axes on both where they are equal. */
export function matMul(a: Value, b: Value): Value {
  requireType('MatMul', a, ...isFloat);
  requireType('MatMul', b, a.type);
  const [m, k] = a.shape.slice(-2);
  const [kOfB, n] = b.shape.slice(-2);
  if (m === undefined || k === undefined || n === undefined || k !== kOfB) throw mismatch('MatMul', a.shape, b.shape);
  const leading = broadcast('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return apply('MatMul', [a, b], a.type, [...leading, m, n]);
}

export interface GemmOptions {
  /** Added to the product; broadcast to its shape. */
  readonly addend?: Value | undefined;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Factor of the product. */
  readonly alpha?: number;
}

/** `[m, k] · [k, n] + addend → [m, n]`, either factor transposed first where asked. */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const { addend, transposeA = false, transposeB = false, alpha = 1 } = options;
  requireType('Gemm', a, ...isFloat);
  requireType('Gemm', b, a.type);
  const [m, k] = transposeA ? [...a.shape].reverse() : a.shape;
  const [kOfB, n] = transposeB ? [...b.shape].reverse() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || k !== kOfB || m === undefined || n === undefined) {
    throw mismatch(`Gemm(transposeA ${transposeA}, transposeB ${transposeB})`, a.shape, b.shape);
  }
  if (addend) {
    requireType('Gemm', addend, a.type);
    if (!sameShape(broadcast('Gemm', [m, n], addend.shape), [m, n])) throw mismatch('Gemm', [m, n], addend.shape);
  }
  return apply('Gemm', addend ? [a, b, addend] : [a, b], a.type, [m, n], {
    ...(transposeA && { transA: { kind: 'int', value: 1 } }),
    ...(transposeB && { transB: { kind: 'int', value: 1 } }),
    ...(alpha !== 1 && { alpha: { kind: 'float', value: alpha } }),
  });
}

// Layout

export function transpose(x: Value, order: readonly number[] = x.shape.map((_, axis) => axis).reverse()): Value {
  const shape = order.map((axis) => x.shape[axis]);
  if (order.length !== x.shape.length || new Set(order).size !== order.length || shape.includes(undefined)) {
    throw new RangeError(`Transpose: [${order.join(', ')}] does not order the axes of ${formatShape(x.shape)}.`);
  }
  return apply('Transpose', [x], x.type, shape as Dimension[], { perm: { kind: 'ints', value: order } });
}

/** The same elements in another fixed shape. */
export function reshape(x: Value, shape: readonly number[]): Value {
  const count = (dimensions: Shape): Dimension =>
    dimensions.reduce((product, d) => (typeof d === 'number' && typeof product === 'number' ? product * d : NaN), 1);
  if (count(x.shape) !== count(shape)) throw mismatch('Reshape', x.shape, shape);
  return apply('Reshape', [x, x.graph.integers(shape)], x.type, shape);
}

export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (!first) throw new RangeError('Concat: nothing to join.');
  const along = positiveAxis('Concat', first.shape, axis);
  let length = 0;
  for (const value of values) {
    requireType('Concat', value, first.type);
    if (!sameShape(withDimension(value.shape, along, 0), withDimension(first.shape, along, 0))) {
      throw mismatch('Concat', first.shape, value.shape);
    }
    length += fixed('Concat', value.shape, along);
  }
  if (values.length === 1) return first;
  return apply('Concat', values, first.type, withDimension(first.shape, along, length), {
    axis: { kind: 'int', value: along },
  });
}

/** Cuts an axis into parts of these lengths. */
export function split(x: Value, lengths: readonly number[], axis: number): Value[] {
  const along = positiveAxis('Split', x.shape, axis);
  if (lengths.reduce((total, length) => total + length, 0) !== x.shape[along]) {
    throw new RangeError(`Split: axis ${axis} of ${formatShape(x.shape)} is not ${lengths.join(' + ')} long.`);
  }
  if (lengths.length === 1) return [x];
  const { widestSplit } = x.graph;
  if (lengths.length > widestSplit) {
    // As few and as full splits as there can be: a tree whose leaves are all at one depth.
    let partsAGroup = widestSplit;
    while (partsAGroup * widestSplit < lengths.length) partsAGroup *= widestSplit;
    const groups = Array.from({ length: Math.ceil(lengths.length / partsAGroup) }, (_, group) =>
      lengths.slice(group * partsAGroup, (group + 1) * partsAGroup),
    );
    const totals = groups.map((group) => group.reduce((total, length) => total + length, 0));
    return split(x, totals, along).flatMap((part, group) => split(part, groups[group] ?? [], along));
  }
  return x.graph.node(
    'Split',
    [x, x.graph.integers(lengths)],
    lengths.map((length) => ({ type: x.type, shape: withDimension(x.shape, along, length) })),
    { axis: { kind: 'int', value: along } },
  );
}

/** Elements `start` up to `end` (exclusive) of one axis. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const along = positiveAxis('Slice', x.shape, axis);
  const length = x.shape[along];
  if (!(start >= 0 && end > start && (typeof length === 'string' || end <= (length ?? 0)))) {
    throw new RangeError(`Slice: axis ${axis} of ${formatShape(x.shape)} has no elements ${start} to ${end}.`);
  }
  const { graph } = x;
  const inputs = [x, graph.integers([start]), graph.integers([end]), graph.integers([along])];
  return apply('Slice', inputs, x.type, withDimension(x.shape, along, end - start));
}

/** Zeros after the end of an axis, up to `length`. */
export function padEnd(x: Value, axis: number, length: number): Value {
  const along = positiveAxis('Pad', x.shape, axis);
  const missing = length - fixed('Pad', x.shape, along);
  if (missing < 0) throw new RangeError(`Pad: axis ${axis} of ${formatShape(x.shape)} is longer than ${length}.`);
  return pad(x, along, 0, missing);
}

/** So many zeros before and after the elements of an axis. */
export function pad(x: Value, axis: number, before: number, after: number): Value {
  if (before === 0 && after === 0) return x;
  const along = positiveAxis('Pad', x.shape, axis);
  const length = fixed('Pad', x.shape, along) + before + after;
  const around = [before, after].flatMap((zeros) => x.shape.map((_, index) => (index === along ? zeros : 0)));
  return apply('Pad', [x, x.graph.integers(around)], x.type, withDimension(x.shape, along, length));
}

/** One after the other along the first axis, whose length is known only when the graph runs and gets this name. */
export function append(first: Value, second: Value, length: string): Value {
  requireType('Concat', second, first.type);
  const shape = withDimension(first.shape, 0, length);
  if (!sameShape(shape, withDimension(second.shape, 0, length))) throw mismatch('Concat', first.shape, second.shape);
  return apply('Concat', [first, second], first.type, shape, { axis: { kind: 'int', value: 0 } });
}

/** Elements of the first axis but for so many at its start and its end, `length` of them when the graph runs. */
export function trim(x: Value, fromStart: number, fromEnd: number, length: Dimension): Value {
  const { graph } = x;
  const end = fromEnd === 0 ? endOfAxis : -fromEnd;
  const inputs = [x, graph.integers([fromStart]), graph.integers([end]), graph.integers([0])];
  return apply('Slice', inputs, x.type, withDimension(x.shape, 0, length));
}

/** The last elements of the first axis. */
export function last(x: Value, count: number): Value {
  const { graph } = x;
  const inputs = [x, graph.integers([-count]), graph.integers([endOfAxis]), graph.integers([0])];
  return apply('Slice', inputs, x.type, withDimension(x.shape, 0, count));
}

/** An end beyond any axis, which `Slice` takes for the axis's own. */
const endOfAxis = 2 ** 31 - 1;

/** Drops axes of length 1. */
export function squeeze(x: Value, axes: readonly number[]): Value {
  const dropped = new Set(axes.map((axis) => positiveAxis('Squeeze', x.shape, axis)));
  for (const axis of dropped) if (x.shape[axis] !== 1) throw new RangeError(`Squeeze: ${formatShape(x.shape)}.`);
  const shape = x.shape.filter((_, axis) => !dropped.has(axis));
  return apply('Squeeze', [x, x.graph.integers([...dropped])], x.type, shape);
}

/** Rows of `table` by index: the axis is replaced by the axes of `indices`. */
export function gather(table: Value, indices: Value, axis = 0): Value {
  requireType('Gather', indices, ...isIndex);
  const along = positiveAxis('Gather', table.shape, axis);
  const shape = [...table.shape.slice(0, along), ...indices.shape, ...table.shape.slice(along + 1)];
  return apply('Gather', [table, indices], table.type, shape, { axis: { kind: 'int', value: along } });
}

/** `[…] → […, depth]`, 1 at the index and 0 elsewhere. */
export function oneHot(indices: Value, depth: number, type: DataType): Value {
  requireType('OneHot', indices, ...isIndex);
  // ONNX Runtime has no OneHot kernel for double precision.
  if (type === 'float64') return cast(oneHot(indices, depth, 'float32'), type);
  const { graph } = indices;
  const inputs = [indices, graph.integers([depth]), graph.constant(type, [2], [0, 1])];
  return apply('OneHot', inputs, type, [...indices.shape, depth], { axis: { kind: 'int', value: -1 } });
}

// Reductions

function reduced(operator: string, shape: Shape, axes: readonly number[], keep: boolean): Dimension[] {
  const along = new Set(axes.map((axis) => positiveAxis(operator, shape, axis)));
  return shape.flatMap((dimension, axis) => (along.has(axis) ? (keep ? [1] : []) : [dimension]));
}

/** Sum over the given axes, or over everything; the axes stay with length 1 where `keep` says so. */
export function reduceSum(x: Value, axes?: readonly number[], keep = false): Value {
  const shape = reduced('ReduceSum', x.shape, axes ?? x.shape.map((_, axis) => axis), keep);
  const inputs = axes ? [x, x.graph.integers(axes)] : [x];
  return apply('ReduceSum', inputs, x.type, shape, { keepdims: { kind: 'int', value: keep ? 1 : 0 } });
}

/** Index of the largest element along an axis, which goes; of equal ones the first. */
export function argMax(x: Value, axis: number): Value {
  requireType('ArgMax', x, ...isFloat);
  const along = positiveAxis('ArgMax', x.shape, axis);
  return apply('ArgMax', [x], 'int64', reduced('ArgMax', x.shape, [along], false), {
    axis: { kind: 'int', value: along },
    keepdims: { kind: 'int', value: 0 },
  });
}

/** Sum of the squares of all elements, a scalar. */
export function reduceSumSquare(x: Value): Value {
  return apply('ReduceSumSquare', [x], x.type, [], { keepdims: { kind: 'int', value: 0 } });
}

export function logSoftmax(x: Value, axis: number): Value {
  const along = positiveAxis('LogSoftmax', x.shape, axis);
  return apply('LogSoftmax', [x], x.type, x.shape, { axis: { kind: 'int', value: along } });
}
