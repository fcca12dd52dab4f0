import { hasFixedContext, type Network } from '@house-style/model/network';
import type { Window } from './step';
import { emitBackward } from './backward';
import { emitFixedContextPass } from './fixed-context';
import { emitForward, type GraphInputs, type Pass } from './forward';

export function emitPass(network: Network, window: Window, inputs: GraphInputs): Pass {
  if (hasFixedContext(network)) return emitFixedContextPass(network, window, inputs);
  const forward = emitForward(network, window, inputs);
  return {
    logits: forward.logits,
    states: forward.layers.flatMap(({ steps }) => steps.at(-1)?.state ?? []),
    gradients: (ofLogits) => emitBackward(network, window, inputs, forward, ofLogits),
  };
}
