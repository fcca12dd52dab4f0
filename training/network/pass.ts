import { hasFixedContext, type Network } from '@house-style/model/network';
import type { Value } from '@house-style/model/onnx/graph';
import type { Window } from '../engines/engine';
import { emitBackward } from './backward';
import type { State } from './cells/cell';
import { emitFixedContextPass } from './fixed-context';
import { emitForward, type GraphInputs } from './forward';

/** One window through a network, and back. */
export interface Pass {
  /** `[vocabulary, time·batch]` */
  readonly logits: Value;
  /** What the next window goes on from, by layer. */
  readonly states: readonly State[];
  /**
   * Gradients by parameter name, in the parameters' shapes; emitted where asked for.
   *
   * @param ofLogits gradient by the logits, `[time·batch, vocabulary]`.
   */
  gradients(ofLogits: Value): ReadonlyMap<string, Value>;
}

export function emitPass(network: Network, window: Window, inputs: GraphInputs): Pass {
  if (hasFixedContext(network)) return emitFixedContextPass(network, window, inputs);
  const forward = emitForward(network, window, inputs);
  return {
    logits: forward.logits,
    states: forward.layers.flatMap(({ steps }) => steps.at(-1)?.state ?? []),
    gradients: (ofLogits) => emitBackward(network, window, inputs, forward, ofLogits),
  };
}
