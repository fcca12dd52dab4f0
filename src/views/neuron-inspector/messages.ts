/** What the inspector's page and the extension say to each other. */
import type { Found, InspectedText, InspectorWords, Look } from '@house-style/protocol/inspection';
import { exportedPartSchema, lookSchema } from '@house-style/protocol/inspection';
import * as z from 'zod';

export type ToPage =
  /** A text was read. */
  | {
      readonly kind: 'show';
      readonly text: InspectedText;
      readonly words: InspectorWords;
      readonly selection: { readonly from: number; readonly to: number };
    }
  | { readonly kind: 'found'; readonly id: number; readonly found: Found }
  /** In place of what was asked for. */
  | { readonly kind: 'failed'; readonly id: number; readonly sentence: string }
  /** What there is to say of the text, or in its place. */
  | { readonly kind: 'note'; readonly sentence: string };

const pageRequest = z.discriminatedUnion('kind', [
  /** The script runs and wants to be told what to show. */
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('look'), id: z.int(), look: lookSchema }),
  z.object({ kind: z.literal('export'), part: exportedPartSchema }),
  /** Read the file as it is now. */
  z.object({ kind: z.literal('again') }),
]);

export type PageRequest =
  | { readonly kind: 'ready' | 'again' }
  | { readonly kind: 'look'; readonly id: number; readonly look: Look }
  | { readonly kind: 'export'; readonly part: z.infer<typeof exportedPartSchema> };

/** What the page asked for; undefined for anything else. */
export function parsePageRequest(message: unknown): PageRequest | undefined {
  return pageRequest.safeParse(message).data;
}
