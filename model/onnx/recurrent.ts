/** The ONNX operators `LSTM`, `GRU` and `RNN`: one direction, a whole sequence in one operator. */
import type { Attributes, Value } from './graph';
import { formatShape, mismatch, sameShape, type Dimension } from './shapes';

const gates = { LSTM: 4, GRU: 3, RNN: 1 } as const;

export interface RecurrentInputs {
  /** `[sequence, batch, features]` */
  readonly x: Value;
  /** `[1, gates·hidden, features]` */
  readonly inputWeights: Value;
  /** `[1, gates·hidden, hidden]` */
  readonly recurrentWeights: Value;
  /** `[1, 2·gates·hidden]`: the input biases, then the recurrent ones. */
  readonly bias: Value;
  /** `[1, batch, hidden]` */
  readonly hiddenState: Value;
}

export interface RecurrentOutputs {
  /** `[sequence, 1, batch, hidden]` */
  readonly sequence: Value;
  /** `[1, batch, hidden]` */
  readonly hiddenState: Value;
}

/** Gate blocks in the order input, output, forget, candidate. */
export function lstm(
  inputs: RecurrentInputs & { readonly cellState: Value },
): RecurrentOutputs & { readonly cellState: Value } {
  const { cellState } = inputs;
  if (!sameShape(cellState.shape, inputs.hiddenState.shape)) {
    throw mismatch('LSTM', cellState.shape, inputs.hiddenState.shape);
  }
  const [sequence, hiddenState, newCell] = recurrent('LSTM', inputs, [cellState], {}, 3);
  return { sequence, hiddenState, cellState: newCell as Value };
}

/** Gate blocks in the order update, reset, candidate; the reset gate acts after the candidate's recurrent product. */
export function gru(inputs: RecurrentInputs): RecurrentOutputs {
  const attributes: Attributes = { linear_before_reset: { kind: 'int', value: 1 } };
  const [sequence, hiddenState] = recurrent('GRU', inputs, [], attributes, 2);
  return { sequence, hiddenState };
}

/** One block, tanh. */
export function rnn(inputs: RecurrentInputs): RecurrentOutputs {
  const [sequence, hiddenState] = recurrent('RNN', inputs, [], {}, 2);
  return { sequence, hiddenState };
}

function recurrent(
  operator: keyof typeof gates,
  { x, inputWeights, recurrentWeights, bias, hiddenState }: RecurrentInputs,
  otherStates: readonly Value[],
  attributes: Attributes,
  outputs: number,
): [Value, Value, ...Value[]] {
  const [sequence, batch, features] = x.shape;
  const hidden = hiddenState.shape[2];
  if (typeof hidden !== 'number' || sequence === undefined || batch === undefined || features === undefined) {
    throw mismatch(operator, x.shape, hiddenState.shape);
  }
  const rows = gates[operator] * hidden;
  requireShape(operator, inputWeights, [1, rows, features]);
  requireShape(operator, recurrentWeights, [1, rows, hidden]);
  requireShape(operator, bias, [1, 2 * rows]);
  requireShape(operator, hiddenState, [1, batch, hidden]);
  const state = { type: x.type, shape: [1, batch, hidden] };
  return x.graph.node(
    operator,
    // The fifth input, sequence lengths, is left out: every sequence is as long as the longest.
    [x, inputWeights, recurrentWeights, bias, undefined, hiddenState, ...otherStates],
    [{ type: x.type, shape: [sequence, 1, batch, hidden] }, ...Array.from({ length: outputs - 1 }, () => state)],
    { hidden_size: { kind: 'int', value: hidden }, ...attributes },
  ) as [Value, Value, ...Value[]];
}

function requireShape(operator: string, value: Value, shape: readonly Dimension[]): void {
  if (!sameShape(value.shape, shape)) {
    throw new RangeError(`${operator}: ${String(value)} must be ${formatShape(shape)}.`);
  }
}
