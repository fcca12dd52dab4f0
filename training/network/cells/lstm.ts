import type { Value } from '@house-style/model/onnx/graph';
import { add, concat, gemm, multiply, sigmoid, split, subtract, tanh } from '@house-style/model/onnx/operators';
import { hiddenUnits } from './constants';
import type { CellEmitter } from './cell';

/**
 * LSTM with forget gate (Gers et al. 2000):
 * i, f, o = σ(gates), g = tanh(gate); c' = f·c + i·g; h' = o·tanh(c').
 *
 * Backward, the slopes σ' = σ(1 − σ) and tanh' = 1 − tanh² meet factors that the forward pass has multiplied already:
 * dc'·g·i(1 − i) is dc'·(e − e·i) with e = i·g, and so on. That takes a third off what the backward pass moves through
 * memory, which is what its elementwise operators cost.
 */
export const emitLstm: CellEmitter =
  ({ recurrent }) =>
  (projected, previous) => {
    const units = hiddenUnits(previous.hidden);
    const before = previous.cell;
    if (!before) throw new TypeError('An LSTM step needs a cell state.');
    const gates = gemm(recurrent, previous.hidden, { addend: projected });
    const [inputRows, forgetRows, outputRows, candidateRows] = split(gates, Array<number>(4).fill(units), 0) as [
      ...[Value, Value, Value, Value],
    ];
    const input = sigmoid(inputRows);
    const forget = sigmoid(forgetRows);
    const output = sigmoid(outputRows);
    const candidate = tanh(candidateRows);
    const entered = multiply(input, candidate);
    const kept = multiply(forget, before);
    const cell = add(kept, entered);
    const squashed = tanh(cell);
    const hidden = multiply(output, squashed);
    return {
      state: { hidden, cell },
      backward: (gradient) => {
        // o·tanh'(c') = o − o·tanh²(c') = o − h'·tanh(c').
        const throughHidden = multiply(gradient.hidden, minusProduct(output, hidden, squashed));
        const ofCell = gradient.cell ? add(throughHidden, gradient.cell) : throughHidden;
        const ofGates = concat(
          [
            multiply(ofCell, minusProduct(entered, entered, input)),
            multiply(ofCell, minusProduct(kept, kept, forget)),
            multiply(gradient.hidden, minusProduct(hidden, hidden, output)),
            multiply(ofCell, minusProduct(input, entered, candidate)),
          ],
          0,
        );
        return { input: ofGates, recurrent: ofGates, direct: undefined, cell: multiply(ofCell, forget) };
      },
    };
  };

/** a − b·c */
function minusProduct(a: Value, b: Value, c: Value): Value {
  return subtract(a, multiply(b, c));
}
