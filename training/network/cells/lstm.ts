import { add, concat, gemm, multiply, sigmoid, split, subtract, tanh } from '@house-style/model/onnx/operators';
import { hiddenUnits, one } from './constants';
import type { CellEmitter } from './cell';

/**
 * LSTM with forget gate (Gers et al. 2000):
 * i, f, o = σ(gates), g = tanh(gate); c' = f·c + i·g; h' = o·tanh(c').
 *
 * The three sigmoid gates stand in adjacent rows and go through one operator each way.
 */
export const emitLstm: CellEmitter =
  ({ recurrent }) =>
  (projected, previous) => {
    const units = hiddenUnits(previous.hidden);
    const before = previous.cell;
    if (!before) throw new TypeError('An LSTM step needs a cell state.');
    const gates = gemm(recurrent, previous.hidden, { addend: projected });
    const [sigmoidRows, candidateRows] = split(gates, [3 * units, units], 0) as [typeof gates, typeof gates];
    const sigmoids = sigmoid(sigmoidRows);
    const [input, forget, output] = split(sigmoids, [units, units, units], 0) as [
      typeof gates,
      typeof gates,
      typeof gates,
    ];
    const candidate = tanh(candidateRows);
    const cell = add(multiply(forget, before), multiply(input, candidate));
    const squashed = tanh(cell);
    return {
      state: { hidden: multiply(output, squashed), cell },
      backward: (gradient) => {
        const throughOutput = multiply(gradient.hidden, output);
        // tanh'(c') = 1 − tanh²(c'), so o·dh·tanh' = o·dh − (o·dh·tanh)·tanh: the bracket is dh·h'.
        const throughTanh = multiply(throughOutput, subtract(one(gates), multiply(squashed, squashed)));
        const ofCell = gradient.cell ? add(throughTanh, gradient.cell) : throughTanh;
        const ofSigmoids = concat(
          [multiply(ofCell, candidate), multiply(ofCell, before), multiply(gradient.hidden, squashed)],
          0,
        );
        const slope = multiply(sigmoids, subtract(one(gates), sigmoids));
        const ofCandidate = multiply(multiply(ofCell, input), subtract(one(gates), multiply(candidate, candidate)));
        const ofGates = concat([multiply(ofSigmoids, slope), ofCandidate], 0);
        return { input: ofGates, recurrent: ofGates, direct: undefined, cell: multiply(ofCell, forget) };
      },
    };
  };
