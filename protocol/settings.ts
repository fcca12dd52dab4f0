/**
 * What a workspace can set and what of it crosses into another process: names, defaults and ranges. Both ends check it,
 * the extension what it reads and the command line what it is given: a workspace's settings are written by whoever made
 * the workspace.
 */
import { z } from 'zod';
import { deviceKinds } from './device-kind';

/** Characters of the longest pattern: more than any path that it could match has by far. */
const longestPattern = 1000;
const mostPatterns = 1000;
const longestPath = 32_768;

/** A glob pattern as in the editor's `files.exclude`. */
export const patternSchema = z.string().min(1).max(longestPattern).refine(holdsNoNull, 'holds a null character');

const patternsSchema = z.array(patternSchema).max(mostPatterns);

/** A path on this machine. */
const pathSchema = z.string().min(1).max(longestPath).refine(holdsNoNull, 'holds a null character');

/** Share of shown suggestions that should be right, where nobody sets another. */
export const defaultAcceptance = 0.6;

/** Beyond these, hardly anything would be shown, or hardly anything that is right. */
export const acceptances = { lowest: 0.3, highest: 0.95 } as const;

export const trainingMinutes = z.number().min(0.1).max(1440);
export const deviceWish = z.enum(['auto', ...deviceKinds]);

/** What `housestyle corpus --options-from-stdin` reads. */
export const corpusRequest = z.strictObject({
  folder: pathSchema,
  /** File that the code is written to. */
  out: pathSchema.optional(),
  /** Patterns of files that the user has hidden from the editor. */
  exclude: patternsSchema.optional(),
});

export type CorpusRequest = z.infer<typeof corpusRequest>;

/** What `housestyle train --options-from-stdin` reads. */
export const trainRequest = z.strictObject({
  folder: pathSchema,
  /** Model file to write. */
  out: pathSchema,
  exclude: patternsSchema.optional(),
  /** Goes on with the run that was stopped, with the time budget and device that it had. */
  resume: z.boolean().optional(),
  minutes: trainingMinutes.optional(),
  /** Whether it starts from the network that comes with the product. */
  pretrained: z.boolean().optional(),
  device: deviceWish.optional(),
});

export type TrainRequest = z.infer<typeof trainRequest>;

function holdsNoNull(text: string): boolean {
  return !text.includes('\0');
}
