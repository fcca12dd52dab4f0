import type { Value } from '@house-style/model/onnx/graph';

/** The weights of one layer as the cells use them, laid out once a step. */
interface LayerWeights {
  /** `[rows, hidden]`, rows in gate blocks as `model/network.ts` says. */
  readonly recurrent: Value;
  /** The candidate's bias inside the reset gate's product, `[hidden, 1]`; GRU only. */
  readonly recurrentBias: Value | undefined;
}

/** A recurrent state, `[hidden, batch]` each. */
export interface State {
  readonly hidden: Value;
  /** LSTM only. */
  readonly cell: Value | undefined;
}

/** What flows back into a time step: the loss gradient by its state, `[hidden, batch]` each. */
interface StateGradient {
  readonly hidden: Value;
  readonly cell: Value | undefined;
}

export interface BackwardStep {
  /** Gradient by the gates' input contributions, `[rows, batch]`. */
  readonly input: Value;
  /** Gradient by the recurrent product's rows, `[rows, batch]`; the same value as `input` but for the GRU. */
  readonly recurrent: Value;
  /**
   * What reaches the previous hidden state past the recurrent product, `[hidden, batch]`; `recurrentᵀ · recurrent
   * gradient` comes on top of it.
   */
  readonly direct: Value | undefined;
  /** Gradient by the previous cell state; LSTM only. */
  readonly cell: Value | undefined;
}

/** One time step of a layer: what it computed, and how a gradient goes back through it. */
export interface ForwardStep {
  readonly state: State;
  backward(gradient: StateGradient): BackwardStep;
}

/**
 * A recurrent cell as graph emission.
 *
 * @param projected the input's contribution to the gates with the bias, `[rows, batch]`.
 */
export type CellEmitter = (weights: LayerWeights) => (projected: Value, previous: State) => ForwardStep;
