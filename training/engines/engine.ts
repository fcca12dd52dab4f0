/**
 * What every training engine offers. The trainer knows only this; `onnxruntime` and `tensorflow` stand behind it.
 *
 * Time-major shapes throughout: `[time, batch]`, index `t * batch + b`.
 */
import type { DeviceKind } from '@house-style/protocol/device-kind';
import type { Network, Parameters } from '@house-style/model/network';
import type { UpdateRule, Window } from '../network/step';

export interface Batch {
  /** Tokens read, `[time, batch]`. */
  readonly inputs: Uint8Array;
  /** Tokens to predict, `[time, batch]`. */
  readonly targets: Uint8Array;
  /** 1 where the target counts and 0 where it is padding, `[time, batch]`. The loss is the mean over what counts. */
  readonly weights: Float32Array;
  /** 1 for streams that go on from the window before, 0 for those whose state starts at zero, `[batch]`. */
  readonly carry: Float32Array;
  /**
   * Variational dropout masks (Gal & Ghahramani 2016), one a window: for each layer, what its output is multiplied with
   * before the next layer or the softmax, `[hidden of that layer, batch]`, entries 0 or 1 / (1 − dropout).
   * Empty when the network has no dropout.
   */
  readonly masks: readonly Float32Array[];
}

export interface StepResult {
  /** Mean over the tokens that count, nats. */
  readonly loss: number;
  /** Global L2 norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/** How well a window was predicted. */
export interface Prediction {
  /** Mean over the tokens that count, nats. */
  readonly loss: number;
  /** Part of the tokens that count that were held for the likeliest, 0 to 1. */
  readonly predicted: number;
}

/** What, beside the parameters, a run needs to go on exactly where it was. */
export interface OptimiserState {
  /** Updates done so far. */
  readonly step: number;
  /** Named arrays with the parameters' shapes: `first.{parameter}` and `second.{parameter}` moments, as the optimiser has them. */
  readonly moments: Parameters;
  /** The recurrent state carried into the next window: `hidden{layer}` and, for LSTM, `cell{layer}`, `[hidden, batch]`. */
  readonly carried: Parameters;
}

export type { DeviceKind };

export interface Device {
  readonly engine: string;
  readonly kind: DeviceKind;
  /** Threads for the CPU; the number of cores where not given. */
  readonly threads?: number;
}

/** A device that a small training graph ran on, with results that agreed with the CPU's. */
export interface UsableDevice {
  readonly engine: string;
  readonly device: DeviceKind;
  readonly usable: true;
  readonly charactersPerSecond: number;
  readonly largestDifference: number;
}

/** A device that was really tried: how it did, or the reason why it cannot be used. */
export type DeviceReport =
  | UsableDevice
  | { readonly engine: string; readonly device: DeviceKind; readonly usable: false; readonly reason: string };

export interface TrainingEngine {
  readonly name: string;
  /** Tries every device that this engine might reach here. Never throws for one that is missing: that is a report. */
  devices(): Promise<DeviceReport[]>;
  /**
   * Prepares one training step for these shapes, with parameters and optimiser state at `parameters` and zero.
   *
   * @throws Failure `device-unavailable` when the device cannot run it.
   */
  compile(
    network: Network,
    window: Window,
    rule: UpdateRule,
    device: Device,
    parameters: Parameters,
  ): Promise<TrainingProgram>;
}

/** One compiled training step with its parameters, optimiser state and carried recurrent state. */
export interface TrainingProgram {
  /** Forward, backward, clipping and update over one window. The loss is that before the update. */
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  /**
   * How well one window is predicted, without dropout and without an update. Validation carries a recurrent state of
   * its own: it starts at zero where `batch.carry` says so and never disturbs the training streams.
   */
  predict(batch: Batch): Promise<Prediction>;
  /** A copy of the current parameters. */
  parameters(): Promise<Parameters>;
  /** A copy of the optimiser state. */
  snapshot(): Promise<OptimiserState>;
  restore(parameters: Parameters, state: OptimiserState): Promise<void>;
  dispose(): Promise<void>;
}
