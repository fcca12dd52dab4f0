import type { RecurrentNetwork } from '@house-style/model/network';
import type { Value } from '@house-style/model/onnx/graph';
import {
  concat,
  gemm,
  matMul,
  multiply,
  oneHot,
  reduceSum,
  reshape,
  slice,
  split,
  transpose,
  add,
} from '@house-style/model/onnx/operators';
import { emitOutputGradients } from '@house-style/model/onnx/output-layer';
import type { Window } from './step';
import type { BackwardStep } from './cells/cell';
import { type ForwardPass, type GraphInputs, parameterOf, type UnrolledLayer } from './forward';

/**
 * Emits back-propagation through time over one window, truncated at its start.
 *
 * Weight gradients wait until a layer's time loop is done and are then one large product each over all steps, instead of
 * a small one a step.
 *
 * @param ofLogits gradient by the logits, `[time·batch, vocabulary]`.
 * @returns gradients by parameter name, in the parameters' shapes.
 */
export function emitBackward(
  network: RecurrentNetwork,
  window: Window,
  inputs: GraphInputs,
  forward: ForwardPass,
  ofLogits: Value,
): ReadonlyMap<string, Value> {
  const { time, batch } = window;
  const gradients = new Map<string, Value>();
  const byColumn = Array<number>(time).fill(batch);
  const ofOutput = emitOutputGradients(ofLogits, forward.top);
  gradients.set('output.weight', ofOutput.weight);
  gradients.set('output.bias', ofOutput.bias);
  const ofTop = gemm(parameterOf(inputs, 'output.weight'), transpose(ofLogits), { transposeA: true });
  let above = split(ofTop, byColumn, 1);

  for (let layer = network.hidden.length - 1; layer >= 0; layer--) {
    const unrolled = forward.layers[layer] as UnrolledLayer;
    const mask = inputs.masks[layer];
    const ofOutputs = mask ? above.map((gradient) => multiply(gradient, mask)) : above;
    const steps = backThroughTime(unrolled, ofOutputs, transpose(parameterOf(inputs, `layer${layer}.recurrent`)));
    const ofInputRows = concat(
      steps.map((step) => step.input),
      1,
    );
    const gru = network.cell === 'gru';
    const ofRecurrentRows = gru
      ? concat(
          steps.map((step) => step.recurrent),
          1,
        )
      : ofInputRows;
    const previous = concat(
      [unrolled.initial, ...unrolled.steps.slice(0, -1).map(({ state }) => state)].map(({ hidden }) => hidden),
      1,
    );
    gradients.set(`layer${layer}.recurrent`, gemm(ofRecurrentRows, previous, { transposeB: true }));
    gradients.set(`layer${layer}.bias`, reduceSum(ofInputRows, [1], true));
    if (gru) {
      const units = network.hidden[layer] as number;
      const ofCandidates = slice(ofRecurrentRows, 0, 2 * units, 3 * units);
      gradients.set(`layer${layer}.recurrentBias`, reduceSum(ofCandidates, [1], true));
    }
    if (layer > 0) {
      const below = forward.layers[layer - 1] as UnrolledLayer;
      gradients.set(`layer${layer}.input`, gemm(ofInputRows, concat(below.outputs, 1), { transposeB: true }));
      const ofBelow = gemm(parameterOf(inputs, `layer${layer}.input`), ofInputRows, { transposeA: true });
      above = split(ofBelow, byColumn, 1);
    } else {
      intoTokens(network, window, inputs, ofInputRows, gradients);
    }
  }
  return gradients;
}

/** Gradients of one layer's time steps, first step first. @param ofOutputs by the hidden states, `[hidden, batch]`. */
function backThroughTime(
  { steps }: UnrolledLayer,
  ofOutputs: readonly Value[],
  recurrentTransposed: Value,
): BackwardStep[] {
  const backward: BackwardStep[] = [];
  let later: BackwardStep | undefined;
  for (let t = steps.length - 1; t >= 0; t--) {
    let hidden = ofOutputs[t] as Value;
    if (later) {
      const direct = later.direct ? add(hidden, later.direct) : hidden;
      hidden = gemm(recurrentTransposed, later.recurrent, { addend: direct });
    }
    later = (steps[t] as UnrolledLayer['steps'][number]).backward({ hidden, cell: later?.cell });
    backward.push(later);
  }
  return backward.reverse();
}

/** The first layer's input gradients: summed by token first, after which the matrices are those of the vocabulary. */
function intoTokens(
  network: RecurrentNetwork,
  { time, batch }: Window,
  inputs: GraphInputs,
  ofInputRows: Value,
  gradients: Map<string, Value>,
): void {
  const hot = oneHot(reshape(inputs.inputs, [time * batch]), network.vocabulary, ofInputRows.type);
  const byToken = matMul(ofInputRows, hot);
  if (network.input === 'one-hot') {
    gradients.set('layer0.input', byToken);
    return;
  }
  gradients.set('layer0.input', matMul(byToken, parameterOf(inputs, 'embedding')));
  gradients.set('embedding', gemm(byToken, parameterOf(inputs, 'layer0.input'), { transposeA: true }));
}
