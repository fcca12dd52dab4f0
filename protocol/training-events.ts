/**
 * What `housestyle train --json` prints, one JSON object a line: the contract between the training process and whoever
 * started it.
 */
import * as z from 'zod';
import { failureCodes } from './failure';

const count = z.number().int().nonnegative();

/** The corpus as it was found: what goes in, what stays out and why. */
const corpus = z.object({
  event: z.literal('corpus'),
  files: count,
  heldOutFiles: count,
  /** Characters (Unicode code points) of training files and of held-out files. */
  characters: count,
  heldOutCharacters: count,
  /** Tokens in the vocabulary. */
  vocabulary: count,
  /** How many files each rule left out. */
  leftOut: z.record(z.string(), count),
  /** Paths of those that each rule left out; of very many the first ones. */
  leftOutPaths: z.record(z.string(), z.array(z.string())).optional(),
  /** Files that go in, training and held out, by the ending of their names, the most characters first. */
  kinds: z.array(z.object({ ending: z.string(), files: count, characters: count })).optional(),
  /** Workspace-relative paths left out because they look like secrets. */
  secrets: z.array(z.string()),
  /** Secrets in files that go in, whose values were taken out. */
  secretsMasked: count,
});

/** The network and the device that were chosen, before the first step. */
const plan = z.object({
  event: z.literal('plan'),
  engine: z.string(),
  device: z.string(),
  network: z.string(),
  parameters: count,
  /** Why these were chosen, one sentence an entry. */
  reasons: z.array(z.string()),
  /** What was chosen from, the most promising first; empty where nothing was left open. */
  candidates: z.array(
    z.object({
      network: z.string(),
      secondsAStep: z.number().nonnegative(),
      /** Whether its steps were timed here; others' times are estimated from those that were. */
      timed: z.boolean(),
      updates: count,
      /** Held-out bits per character that the run is expected to end with. */
      expectedBits: z.number(),
    }),
  ),
});

const progress = {
  /** Updates done. */
  step: count,
  /** Part of the run that is done, 0 to 1. */
  fraction: z.number().min(0).max(1),
  /** Passes over the corpus so far, in fractions. */
  epoch: z.number().nonnegative(),
  secondsLeft: z.number().nonnegative(),
};

const step = z.object({
  event: z.literal('step'),
  ...progress,
  /** Training loss, smoothed, as bits per token. */
  bitsPerCharacter: z.number(),
  charactersPerSecond: z.number().nonnegative(),
  learningRate: z.number(),
});

const validation = z.object({
  event: z.literal('validation'),
  ...progress,
  /** Bits per character on held-out files; null where nothing is held out. */
  bitsPerCharacter: z.number().nullable(),
  /** Part of the characters of held-out files that the network held for the likeliest, 0 to 1. */
  predicted: z.number().min(0).max(1).optional(),
  best: z.boolean(),
});

/** Code units of the longest sample. */
const longestSample = 1000;

/** What the network in training writes, drawn when it was validated: to see it learn. */
const sample = z.object({ event: z.literal('sample'), step: count, text: z.string().max(longestSample) });

const checkpoint = z.object({ event: z.literal('checkpoint'), step: count, path: z.string() });

/** Something the user should know that does not end the run. */
const notice = z.object({ event: z.literal('notice'), message: z.string() });

const quality = z.object({ bitsPerCharacter: z.number(), predicted: z.number().min(0).max(1) });

/**
 * What a training that started from the network that comes with the product brought: suggestions with it and without it,
 * over held-out files.
 */
const compared = z.object({
  event: z.literal('compared'),
  before: quality,
  after: quality,
  /** How far the model's weights went from those before the training to those after it, 0 to 1; older runs went all the way or not at all. */
  learned: z.number().min(0).max(1).optional(),
  /** Held-out files and characters that both were measured on, and nothing was chosen on. */
  files: count,
  characters: count,
  /** Whether the trained network is the model; where it is not, the model holds the network as it was before. */
  better: z.boolean(),
});

const done = z.object({
  event: z.literal('done'),
  model: z.string(),
  /** Held-out bits per character of the exported model; null where nothing is held out. */
  bitsPerCharacter: z.number().nullable(),
  /** Share of those characters that it holds for the likeliest. */
  predicted: z.number().min(0).max(1).optional(),
  steps: count,
  seconds: z.number().nonnegative(),
  charactersPerSecond: z.number().nonnegative(),
  /** Largest difference between probabilities of the training graph and of the reloaded model. */
  largestDifference: z.number(),
});

/** A run that was stopped, which `error` tells next, has best weights so far: these are the model now, if they are better. */
const kept = z.object({
  event: z.literal('kept'),
  model: z.string(),
  /** Held-out bits per character of these weights; null where nothing is held out. */
  bitsPerCharacter: z.number().nullable(),
  /** Share of those characters that they hold for the likeliest. */
  predicted: z.number().min(0).max(1).optional(),
  /** Updates done until these weights. */
  steps: count,
  /** Whether they are better than the model that was there, if any, and have taken its place. */
  better: z.boolean(),
});

const error = z.object({ event: z.literal('error'), code: z.enum(failureCodes), message: z.string() });

export const trainingEvent = z.discriminatedUnion('event', [
  corpus,
  plan,
  step,
  validation,
  sample,
  checkpoint,
  notice,
  compared,
  done,
  kept,
  error,
]);

export type TrainingEvent = z.infer<typeof trainingEvent>;
export type TrainingEventOf<Kind extends TrainingEvent['event']> = Extract<TrainingEvent, { event: Kind }>;
