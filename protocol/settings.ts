/**
 * What a workspace can set and what of it crosses into another process: names, defaults and ranges. Both ends check it,
 * the extension what it reads and the command line what it is given: a workspace's settings are written by whoever made
 * the workspace.
 */
import { z } from 'zod';
import { deviceKinds } from './device-kind';

/** Characters of the longest pattern: more than any path that it could match has by far. */
const longestPattern = 1000;
/** Patterns that are taken. */
export const mostPatterns = 1000;
const longestPath = 32_768;

/** A glob pattern as in the editor's `files.exclude`. */
export const patternSchema = z.string().min(1).max(longestPattern).refine(holdsNoNull, 'holds a null character');

const patternsSchema = z.array(patternSchema).max(mostPatterns);

/** A path on this machine. */
const pathSchema = z.string().min(1).max(longestPath).refine(holdsNoNull, 'holds a null character');

export const deviceWish = z.enum(['auto', ...deviceKinds]);

/** The settings of the extension by their names after `housestyle.`, as its manifest lists them. */
export const settings = {
  /** Languages to suggest in, by identifier; `*` for all that are not named. */
  enable: setting(z.record(z.string(), z.boolean()), { '*': true, scminput: false }),
  'completion.automatic': setting(z.boolean(), true),
  /** Share of shown suggestions that should be right. Beyond the limits hardly anything would be shown, or be right. */
  'completion.acceptance': setting(z.number().min(0.3).max(0.95), 0.6),
  'completion.multiLine': setting(z.boolean(), true),
  'completion.adapt': setting(z.boolean(), true),
  'training.minutes': setting(z.number().min(0.1).max(1440), 10),
  pretrained: setting(z.boolean(), true),
  device: setting(deviceWish, 'auto'),
  'generation.temperature': setting(z.number().min(0).max(2), 0.5),
  'generation.maximumCharacters': setting(z.int().min(1).max(1_000_000), 6000),
} as const;

export type SettingName = keyof typeof settings;
export type SettingValue<Name extends SettingName> = (typeof settings)[Name]['default'];

export const defaultAcceptance = settings['completion.acceptance'].default;

function setting<Value>(schema: z.ZodType<Value>, byDefault: NoInfer<Value>) {
  return { schema, default: byDefault };
}

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
  minutes: settings['training.minutes'].schema.optional(),
  /** Whether it starts from the network that comes with the product. */
  pretrained: z.boolean().optional(),
  device: deviceWish.optional(),
});

export type TrainRequest = z.infer<typeof trainRequest>;

function holdsNoNull(text: string): boolean {
  return !text.includes('\0');
}
