/**
 * What a model file says about itself, stored as JSON strings in the ONNX `metadata_props` under `house_style.*`.
 * `docs/model-format.md` describes it for readers in other languages.
 */
import * as z from 'zod';

/** Raised when an older reader could no longer understand the file. */
export const formatVersion = 1;

const count = z.number().int().nonnegative();

const units = z.number().int().min(1).max(8192);

export const recurrentNetworkSchema = z.object({
  cell: z.enum(['lstm', 'gru', 'rnn']),
  input: z.enum(['embedding', 'one-hot']),
  vocabulary: z.number().int().min(1).max(256),
  embedding: count.max(4096),
  hidden: z.array(units).min(1).max(4),
  dropout: z.number().min(0).lt(1),
});

export const fixedContextNetworkSchema = recurrentNetworkSchema.extend({
  cell: z.enum(['sum', 'concatenation']),
  input: z.literal('embedding'),
  context: z.number().int().min(2).max(64),
  hidden: z.array(units).length(1),
  dropout: z.literal(0),
});

export const networkSchema = z.discriminatedUnion('cell', [recurrentNetworkSchema, fixedContextNetworkSchema]);

export const metadataSchema = z.object({
  formatVersion: z.literal(formatVersion),
  /** Version of House Style that wrote the file. */
  productVersion: z.string(),
  createdAt: z.string(),
  network: networkSchema,
  /** Characters with a token of their own, in token order; special tokens and half bytes come before them. */
  characters: z.array(z.string()),
  /** How the model was trained: every option that changes its weights, the seed among them. */
  training: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  corpus: z.object({
    /** SHA-256 over the paths and contents of all files, hex. */
    digest: z.string(),
    files: count,
    characters: count,
    heldOutFiles: count,
    heldOutCharacters: count,
  }),
  /** Workspace-relative paths of held-out files, forward slashes. */
  heldOut: z.array(z.string()),
  metrics: z.object({
    /** Bits per character of the network alone on the held-out files; null where nothing was held out. */
    bitsPerCharacter: z.number().nullable(),
    /** Part of the held-out characters that it held for the likeliest when it was validated; earlier versions wrote none. */
    predicted: z.number().min(0).max(1).optional(),
    /** Updates done until the exported weights. */
    steps: count,
    /** Wall-clock time of training, seconds. */
    seconds: z.number().nonnegative(),
  }),
});

export type Metadata = z.infer<typeof metadataSchema>;
