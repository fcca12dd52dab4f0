import type { Value } from '@house-style/model/onnx/graph';

/** The number one in the element type of `like`. */
export function one(like: Value): Value {
  return like.graph.scalar(like.type, 1);
}

/** The fixed length of an axis, which for hidden states `[hidden, batch]` is the number of units. */
export function hiddenUnits(value: Value, axis = 0): number {
  const length = value.shape[axis];
  if (typeof length !== 'number') throw new TypeError(`${value.toString()} has no fixed number of units.`);
  return length;
}
