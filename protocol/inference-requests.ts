/**
 * What a request to the inference process looks like, checked where it arrives: one that the process cannot read is
 * told and dropped, and those after it are answered.
 */
import path from 'node:path';
import * as z from 'zod';
import { deviceKinds } from './device-kind';
import type { Request, RequestOf } from './inference-messages';
import { exportedPartSchema, inspectorWordsSchema, lookSchema } from './inspection';
import { frequencies, regionRules } from './settings';

const id = z.int().nonnegative();
const version = z.int();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** The extension names files whole; a relative path would be one in whatever folder the process was started in. */
const absolutePath = z.string().refine((text) => path.isAbsolute(text), 'not an absolute path');

/** Characters of the longest file that is generated. */
const longestFile = 10_000_000;

const home = {
  folder: z.string(),
  exclude: z.array(z.string()),
  name: z.string().exactOptional(),
  followLinks: z.boolean().exactOptional(),
};
const origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), ...home }),
  z.object({ kind: z.literal('notebook'), ...home }),
  z.object({ kind: z.literal('untitled') }),
  z.object({ kind: z.literal('elsewhere') }),
]);

const requests: { readonly [Kind in Request['kind']]: z.ZodType<RequestOf<Kind>> } = {
  load: z.object({
    kind: z.literal('load'),
    id,
    modelPath: absolutePath,
    device: z.enum(['auto', ...deviceKinds]).exactOptional(),
    adapt: z.boolean().exactOptional(),
  }),
  workspace: z.object({
    kind: z.literal('workspace'),
    corpusPath: absolutePath.exactOptional(),
    tablesPath: absolutePath,
    partial: z.boolean().exactOptional(),
    code: z.array(z.object(home)).exactOptional(),
    adapt: z.boolean().exactOptional(),
    pretrained: z.object({ modelPath: absolutePath, adapt: z.boolean() }).exactOptional(),
  }),
  open: z.object({
    kind: z.literal('open'),
    document: z.string(),
    version,
    path: z.string(),
    text: z.string(),
    origin: origin.exactOptional(),
  }),
  edit: z.object({
    kind: z.literal('edit'),
    document: z.string(),
    version,
    edits: z.array(z.object({ offset: count, deleted: count, inserted: z.string() })),
  }),
  close: z.object({ kind: z.literal('close'), document: z.string() }),
  complete: z.object({
    kind: z.literal('complete'),
    id,
    document: z.string(),
    version,
    // One outside the text is answered, so any will do.
    offset: z.int(),
    trigger: z.enum(['automatic', 'invoke']),
    preferences: z
      .object({
        acceptance: share,
        multiLine: z.boolean(),
        frequency: z.enum(frequencies).exactOptional(),
        inComments: z.enum(regionRules).exactOptional(),
        inStrings: z.enum(regionRules).exactOptional(),
      })
      .exactOptional(),
    indentation: z.object({ insertSpaces: z.boolean(), tabSize: z.int().min(1).max(64) }).exactOptional(),
  }),
  generate: z.object({
    kind: z.literal('generate'),
    id,
    path: z.string(),
    prompt: z.string(),
    like: z.string().exactOptional(),
    faithful: share,
    seed: z.number(),
    maximumCharacters: count.max(longestFile),
    maximumVerbatim: count.exactOptional(),
  }),
  plan: z.object({ kind: z.literal('plan'), id, path: z.string() }),
  changed: z.object({ kind: z.literal('changed'), paths: z.array(absolutePath) }),
  deleted: z.object({ kind: z.literal('deleted'), paths: z.array(z.string()) }),
  reset: z.object({ kind: z.literal('reset') }),
  where: z.object({
    kind: z.literal('where'),
    id,
    suggested: z.object({
      text: z.string(),
      before: z.string(),
      place: z.object({ path: z.string(), line: count, column: count }),
    }),
  }),
  inspect: z.object({
    kind: z.literal('inspect'),
    id,
    document: z.string(),
    version,
    selection: z.object({ from: count, to: count }),
  }),
  look: z.object({ kind: z.literal('look'), id, look: lookSchema }),
  'export-inspection': z.object({
    kind: z.literal('export-inspection'),
    id,
    part: exportedPartSchema,
    path: absolutePath,
    words: inspectorWordsSchema,
  }),
  'end-inspection': z.object({ kind: z.literal('end-inspection') }),
  surprises: z.object({
    kind: z.literal('surprises'),
    id,
    document: z.string(),
    version,
    lines: z.array(count).exactOptional(),
  }),
  cancel: z.object({ kind: z.literal('cancel'), id }),
};

const kindSchema = z.object({ kind: z.string() });

/** The request that a message is, or undefined where it is none; never throws. */
export function asRequest(message: unknown): Request | undefined {
  const kind = kindSchema.safeParse(message).data?.kind;
  if (kind === undefined || !Object.hasOwn(requests, kind)) return undefined;
  const schema: z.ZodType<Request> = requests[kind as Request['kind']];
  // The message itself: texts are long, and are not to be copied.
  return schema.safeParse(message).success ? (message as Request) : undefined;
}
