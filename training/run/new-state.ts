import type { Network } from '@house-style/model/network';
import type { RunState } from '../checkpoint/checkpoint';
import type { Device } from '../engines/engine';
import type { TrainingOptions } from '../options/options';
import type { TrainingStreams } from '../trainer/streams';

export interface NewRun {
  readonly productVersion: string;
  readonly options: TrainingOptions;
  readonly network: Network;
  readonly corpusDigest: string;
  /** Characters with a token of their own, in token order. */
  readonly vocabulary: readonly string[];
  /** The corpus of the model that the run started from; null where it started from nothing. */
  readonly from: string | null;
  readonly device: Device;
  /** What of the run's time went into choosing its network. */
  readonly secondsSpent: number;
}

/** The state of a run before its first step. */
export function newState(
  { productVersion, options, network, corpusDigest, vocabulary, from, device, secondsSpent }: NewRun,
  streams: TrainingStreams,
): RunState {
  return {
    productVersion,
    options,
    network: { ...network, hidden: [...network.hidden] },
    corpusDigest,
    vocabulary: [...vocabulary],
    from,
    device: { ...device, threads: device.threads ?? 0 },
    step: 0,
    seconds: secondsSpent,
    trainingSeconds: 0,
    characters: 0,
    smoothedLoss: null,
    lowestLoss: null,
    rateScale: 1,
    rollbacks: 0,
    validationPlan: null,
    validationsSinceBest: 0,
    best: null,
    averageUpdates: 0,
    optimiserStep: 0,
    position: streams.position,
  };
}
