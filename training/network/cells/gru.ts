import { add, concat, gemm, multiply, sigmoid, slice, split, subtract, tanh } from '@house-style/model/onnx/operators';
import type { Value } from '@house-style/model/onnx/graph';
import type { CellEmitter } from './cell';
import { hiddenUnits, one } from './constants';

/**
 * Gated recurrent unit (Cho et al. 2014) with the reset gate after the recurrent product, as cuDNN, PyTorch and
 * Keras have it: r, z = σ(gates); n = tanh(x_n + r·(U_n h + b_n)); h' = n + z·(h − n).
 */
export const emitGru: CellEmitter = ({ recurrent, recurrentBias }) => {
  const units = hiddenUnits(recurrent, 1);
  if (!recurrentBias) throw new TypeError('A GRU needs the bias of its recurrent candidate.');
  const gateWeights = slice(recurrent, 0, 0, 2 * units);
  const candidateWeights = slice(recurrent, 0, 2 * units, 3 * units);
  return (projected, previous) => {
    const [projectedGates, projectedCandidate] = split(projected, [2 * units, units], 0) as [Value, Value];
    const gates = sigmoid(gemm(gateWeights, previous.hidden, { addend: projectedGates }));
    const [reset, update] = split(gates, [units, units], 0) as [Value, Value];
    const product = gemm(candidateWeights, previous.hidden, { addend: recurrentBias });
    const candidate = tanh(add(projectedCandidate, multiply(reset, product)));
    const change = subtract(previous.hidden, candidate);
    return {
      state: { hidden: add(candidate, multiply(update, change)), cell: undefined },
      backward: ({ hidden: ofHidden }) => {
        const kept = multiply(ofHidden, update);
        const slope = subtract(one(candidate), multiply(candidate, candidate));
        const ofCandidate = multiply(subtract(ofHidden, kept), slope);
        const ofGateOutputs = concat([multiply(ofCandidate, product), multiply(ofHidden, change)], 0);
        const ofGates = multiply(ofGateOutputs, multiply(gates, subtract(one(gates), gates)));
        return {
          input: concat([ofGates, ofCandidate], 0),
          recurrent: concat([ofGates, multiply(ofCandidate, reset)], 0),
          direct: kept,
          cell: undefined,
        };
      },
    };
  };
};
