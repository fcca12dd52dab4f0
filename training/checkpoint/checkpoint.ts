import { networkSchema } from '@house-style/model/model-file/metadata';
import type { Parameters } from '@house-style/model/network';
import * as z from 'zod';
import { deviceKinds } from '@house-style/protocol/device-kind';
import { trainingOptionsSchema } from '../options/options';

const count = z.int().nonnegative();

const laneSchema = z.object({ segment: z.int().min(-1), offset: count });

/** Version 0.1 called a segment a stretch. */
function fromEarlierVersion(lane: unknown): unknown {
  if (typeof lane !== 'object' || lane === null || !('stretch' in lane)) return lane;
  const { stretch, ...rest } = lane;
  return { segment: stretch, ...rest };
}

/** Everything of a run but its arrays. */
export const runStateSchema = z.object({
  productVersion: z.string(),
  options: trainingOptionsSchema,
  network: networkSchema,
  /** SHA-256 over the paths and contents of all files, hex. */
  corpusDigest: z.string(),
  /** Characters with a token of their own, in token order: with a base model not those that the corpus alone gives. */
  vocabulary: z.array(z.string()),
  /** Digest of the corpus of the model that the run started from; null where it started from nothing. */
  from: z.string().nullable(),
  /** What the run is on; elsewhere, or with other threads, it would end with slightly other weights. */
  device: z.object({ engine: z.string(), kind: z.enum(deviceKinds), threads: count }),
  /** The device that it was on before, where that was lost. */
  lostDevice: z.enum(deviceKinds).optional(),
  /** Updates done. */
  step: count,
  /** Wall-clock time of the run so far, interruptions left out. */
  seconds: z.number().nonnegative(),
  /** Time in training steps alone, seconds, and the characters that they learned from. */
  trainingSeconds: z.number().nonnegative(),
  characters: count,
  /** Smoothed training loss, nats a token; null before the first step. */
  smoothedLoss: z.number().nullable(),
  /** The lowest that it has been. */
  lowestLoss: z.number().nullable(),
  /** Factor on the learning rate, halved whenever the run diverged, and how often it has. */
  rateScale: z.number(),
  rollbacks: count,
  /** What the validations were planned with; null until that is known. */
  validationPlan: z.object({ windows: count, everySteps: count }).nullable(),
  validationsSinceBest: count,
  /** The best validation so far. */
  best: z
    .object({
      bitsPerCharacter: z.number().nullable(),
      /** Not written by earlier versions. */
      predicted: z.number().min(0).max(1).optional(),
      step: count,
      averaged: z.boolean(),
    })
    .nullable(),
  /** Updates of the moving average of the weights. */
  averageUpdates: count,
  /** Optimiser steps, as the engine counts them. */
  optimiserStep: count,
  position: z.object({
    epoch: count,
    next: count,
    lanes: z.array(z.preprocess(fromEarlierVersion, laneSchema)).readonly(),
  }),
});

export type RunState = z.infer<typeof runStateSchema>;

/** The groups of arrays of a run, each by name: what the engine holds, and what the trainer keeps beside it. */
export interface RunArrays {
  readonly parameters: Parameters;
  readonly moments: Parameters;
  readonly carried: Parameters;
  /** The best weights so far; empty before the first validation. */
  readonly best: Parameters;
  /** Moving average of the weights; empty where none is kept. */
  readonly average: Parameters;
}

/** A whole run at one moment: with the corpus, all that is needed to go on as if nothing had happened. */
export interface Checkpoint {
  readonly state: RunState;
  readonly arrays: RunArrays;
}
