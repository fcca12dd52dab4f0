import { inputFeatures, type ParameterShape, parameterShapes, type RecurrentNetwork } from '@house-style/model/network';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { StoredVariable } from './stored-variable';

/** What a layer hands on from one window to the next. */
export interface RecurrentState {
  /** `[batch, hidden]`. */
  readonly hidden: Tensor2D;
  /** `[batch, hidden]`, LSTM only. */
  readonly cell?: Tensor2D;
}

/** One recurrent layer over a whole window, by one way of computing it. */
export interface RecurrentLayer {
  readonly variables: readonly StoredVariable[];
  /**
   * @param input `[time, batch, features]`.
   * @param state that the window starts from; no gradient flows into it.
   * @param variables in the order of {@link variables}.
   * @returns outputs `[time, batch, hidden]`, differentiable in input and variables, and the state after the last time
   *   step, which outlives the current tidy: the caller disposes it.
   */
  run(
    input: Tensor3D,
    state: RecurrentState,
    variables: readonly Tensor[],
  ): { outputs: Tensor3D; state: RecurrentState };
  /** Frees what the layer keeps between windows. */
  dispose(): void;
}

/** The sizes that a layer's computation depends on. */
export interface LayerShape {
  readonly time: number;
  readonly batch: number;
  readonly features: number;
  readonly hidden: number;
}

/** Names and shapes of one layer's parameters, in the order of the network. */
export function layerParameters(network: RecurrentNetwork, layer: number): ParameterShape[] {
  return parameterShapes(network).filter(({ name }) => name.startsWith(`layer${layer}.`));
}

export function layerShape(network: RecurrentNetwork, layer: number, time: number, batch: number): LayerShape {
  return { time, batch, features: inputFeatures(network, layer), hidden: network.hidden[layer] as number };
}

/** For each row of a gated matrix in a kernel's order, its row in the network's. @param blocks the kernel's gate order. */
export function kernelRows(blocks: readonly number[], hidden: number): Uint32Array {
  return Uint32Array.from({ length: blocks.length * hidden }, (_, row) => {
    const block = blocks[Math.floor(row / hidden)] as number;
    return block * hidden + (row % hidden);
  });
}
