/** What one training step is of, beside the network: the window that it reads and the rule that it updates by. */

/** Length of the stretch that gradients flow through (truncated back-propagation through time) and how many run at once. */
export interface Window {
  /** Time steps. */
  readonly time: number;
  /** Streams read side by side. */
  readonly batch: number;
}

export type Optimiser =
  | {
      readonly kind: 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    }
  | { readonly kind: 'rmsprop'; readonly decay: number; readonly epsilon: number; readonly weightDecay: number }
  | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number };

export interface UpdateRule {
  readonly optimiser: Optimiser;
  /** Gradients longer than this (global L2 norm over all parameters) are scaled down to it (Pascanu et al. 2013). */
  readonly clipNorm: number;
  /** Learning rate of the output layer, as a multiple of that of all other parameters; 1 where not given. */
  readonly outputGain?: number;
}
