/** Shape arithmetic for the graph builder: what the ONNX operator specifications say, with symbolic dimensions. */

/** A number, or the name of a length that is known only when the graph runs; equal names mean equal lengths. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);
}

/**
 * The shape of an elementwise operator's result, by NumPy's broadcasting rule.
 *
 * @throws RangeError where two lengths differ and neither is 1.
 */
export function broadcast(operator: string, a: Shape, b: Shape): Dimension[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - (rank - a.length)] ?? 1;
    const right = b[axis - (rank - b.length)] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw mismatch(operator, a, b);
    return left === 1 ? right : left;
  });
}

/** An axis counted from the front. @throws RangeError where there is no such axis. */
export function positiveAxis(operator: string, shape: Shape, axis: number): number {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (!(positive >= 0 && positive < shape.length)) {
    throw new RangeError(`${operator}: ${formatShape(shape)} has no axis ${axis}.`);
  }
  return positive;
}

/** The shape with the given axes replaced. */
export function withDimension(shape: Shape, axis: number, dimension: Dimension): Dimension[] {
  return shape.map((old, index) => (index === axis ? dimension : old));
}

/** @throws RangeError where the length is known only when the graph runs. */
export function fixed(operator: string, shape: Shape, axis: number): number {
  const dimension = shape[axis];
  if (typeof dimension !== 'number') {
    throw new RangeError(`${operator}: axis ${axis} of ${formatShape(shape)} must have a fixed length.`);
  }
  return dimension;
}

export function mismatch(operator: string, ...shapes: readonly Shape[]): RangeError {
  return new RangeError(`${operator}: the shapes ${shapes.map(formatShape).join(' and ')} do not fit together.`);
}
