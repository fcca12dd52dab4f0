/** The output layer, from the last hidden states to logits, as training and adapting compute it. */
import type { Value } from './graph';
import { gemm, reduceSum, transpose } from './operators';

export interface OutputLayerInputs {
  /** `[vocabulary, hidden]` */
  readonly weight: Value;
  /** `[vocabulary, 1]` */
  readonly bias: Value;
}

/** @param top the last layer's outputs, `[hidden, positions]`. @returns logits, `[vocabulary, positions]`. */
export function emitOutputLayer({ weight, bias }: OutputLayerInputs, top: Value): Value {
  return gemm(weight, top, { addend: bias });
}

/**
 * Gradients in the shapes of the layer's weights.
 *
 * @param ofLogits gradient by the logits, `[positions, vocabulary]`.
 */
export function emitOutputGradients(ofLogits: Value, top: Value): OutputLayerInputs {
  return {
    weight: gemm(ofLogits, top, { transposeA: true, transposeB: true }),
    bias: reduceSum(transpose(ofLogits), [1], true),
  };
}
