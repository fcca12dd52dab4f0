import { gemm, multiply, subtract, tanh } from '@house-style/model/onnx/operators';
import type { CellEmitter } from './cell';
import { one } from './constants';

/** Vanilla recurrent network (Elman 1990): h' = tanh(x + U h). */
export const emitRnn: CellEmitter =
  ({ recurrent }) =>
  (projected, previous) => {
    const hidden = tanh(gemm(recurrent, previous.hidden, { addend: projected }));
    return {
      state: { hidden, cell: undefined },
      backward: (gradient) => {
        const ofGates = multiply(gradient.hidden, subtract(one(hidden), multiply(hidden, hidden)));
        return { input: ofGates, recurrent: ofGates, direct: undefined, cell: undefined };
      },
    };
  };
