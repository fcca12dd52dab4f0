/**
 * What a workspace can set and what of it crosses into another process: names, defaults and ranges. Both ends check it,
 * the extension what it reads and the command line what it is given: a workspace's settings are written by whoever made
 * the workspace.
 */
import * as z from 'zod';
import { deviceKinds } from './device-kind';

/** Characters of the longest pattern: more than any path that it could match has by far. */
const longestPattern = 1000;
/** Patterns that are taken. */
export const mostPatterns = 1000;
const longestPath = 32_768;
/** Files that somebody has open at once, as far as they are asked about. */
export const mostNear = 100;

/** A glob pattern as in the editor's `files.exclude`. */
export const patternSchema = z.string().min(1).max(longestPattern).refine(holdsNoNull, 'holds a null character');

const patternsSchema = z.array(patternSchema).max(mostPatterns);

/** A path on this machine. */
const pathSchema = z.string().min(1).max(longestPath).refine(holdsNoNull, 'holds a null character');

/** Folders of one workspace, as far as they are taken. */
const mostFolders = 1000;

const folderName = z
  .string()
  .min(1)
  .max(longestPath)
  .regex(/^[^/\\\0]+$/, 'holds a slash');

/** Folders of code, and what the user has hidden from the editor in each; several have names, of which no two are alike. */
const foldersSchema = z
  .array(
    z.strictObject({
      folder: pathSchema,
      exclude: patternsSchema.readonly(),
      name: folderName.exactOptional(),
      followLinks: z.boolean().exactOptional(),
    }),
  )
  .min(1)
  .max(mostFolders)
  .refine(
    (folders) => folders.length === 1 || new Set(folders.map(({ name }) => name)).size === folders.length,
    'folders that are called the same',
  )
  .readonly();

/** Minutes that a training may take. */
export const minutesRange = { from: 0.1, to: 1440 } as const;

/** How often suggestions come by themselves. */
export const frequencies = ['eager', 'balanced', 'quiet'] as const;
export type Frequency = (typeof frequencies)[number];

/** What is suggested in comments, and what in strings: all, at most the word that is being typed, nothing. */
export const regionRules = ['on', 'words', 'off'] as const;
export type RegionRule = (typeof regionRules)[number];

const deviceWish = z.enum(['auto', ...deviceKinds]);

/** The settings of the extension by their names after `housestyle.`, as its manifest lists them. */
export const settings = {
  /** Languages to suggest in, by identifier; `*` for all that are not named. */
  enable: setting(z.record(z.string(), z.boolean()), {
    '*': true,
    scminput: false,
    'git-commit': false,
    'git-rebase': false,
  }),
  'completion.automatic': setting(z.boolean(), true),
  'completion.frequency': setting<Frequency>(z.enum(frequencies), 'balanced'),
  /** Share of shown suggestions that should be right. Beyond the limits hardly anything would be shown, or be right. */
  'completion.acceptance': setting(z.number().min(0.3).max(0.95), 0.6),
  'completion.multiLine': setting(z.boolean(), true),
  'completion.inComments': setting<RegionRule>(z.enum(regionRules), 'on'),
  'completion.inStrings': setting<RegionRule>(z.enum(regionRules), 'on'),
  'completion.adapt': setting(z.boolean(), true),
  /** Whether what does not look like the code is marked in the editor. */
  'surprises.enabled': setting(z.boolean(), false),
  'training.minutes': setting(z.number().min(minutesRange.from).max(minutesRange.to), 10),
  /** Whether the network in training writes a sample of text now and then. */
  'training.samples': setting(z.boolean(), true),
  pretrained: setting(z.boolean(), true),
  device: setting(deviceWish, 'auto'),
  'generation.faithful': setting(z.number().min(0).max(1), 0.8),
  'generation.maximumCharacters': setting(z.int().min(1).max(1_000_000), 20_000),
  /** 0 for no limit. */
  'generation.maximumVerbatim': setting(z.int().min(0).max(1_000_000), 0),
} as const;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];
export type SettingValue<Name extends SettingName> = (typeof settings)[Name]['default'];

export const defaultAcceptance = settings['completion.acceptance'].default;
export const defaultFrequency = settings['completion.frequency'].default;

function setting<Value>(schema: z.ZodType<Value>, byDefault: NoInfer<Value>) {
  return { schema, default: byDefault };
}

/** What `housestyle corpus --options-from-stdin` reads. */
export const corpusRequest = z.strictObject({
  folders: foldersSchema,
  /** File that the code is written to. */
  out: pathSchema.optional(),
  /**
   * File that a first part of the code is written to where the whole takes its time, which a line with `firstPart` tells;
   * it is removed when the whole is written.
   */
  first: pathSchema.optional(),
  /** Files that are being worked on, by their names in the workspace: the code around them comes first. */
  near: z.array(pathSchema).max(mostNear).optional(),
  /** Characters of text beyond which no more is written. */
  limit: z.int().positive().optional(),
  /** File in which what was found out about files is kept for the next time. */
  verdicts: pathSchema.optional(),
});

/** What `housestyle corpus` prints once a first part of the code is written. */
export const firstPart = z.object({ firstPart: z.literal(true) });
export type FirstPart = z.infer<typeof firstPart>;

export type CorpusRequest = z.infer<typeof corpusRequest>;

/** What `housestyle train --options-from-stdin` reads. */
export const trainRequest = z.strictObject({
  folders: foldersSchema,
  /** Model file to write. */
  out: pathSchema,
  /** Goes on with the run that was stopped, with the time budget and device that it had. */
  resume: z.boolean().optional(),
  minutes: settings['training.minutes'].schema.optional(),
  /** Whether it starts from the network that comes with the product. */
  pretrained: z.boolean().optional(),
  device: deviceWish.optional(),
  /** Whether it draws samples of what the network writes. */
  samples: z.boolean().optional(),
});

export type TrainRequest = z.infer<typeof trainRequest>;

function holdsNoNull(text: string): boolean {
  return !text.includes('\0');
}
