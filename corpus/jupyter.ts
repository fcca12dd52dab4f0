/** Jupyter's notebook files (https://nbformat.readthedocs.io), of which the sources of their cells are learned alone. */
import { cellText, commentMark, joinCells } from '@house-style/protocol/notebook-text';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import * as z from 'zod';

/** What notebooks hold beside their cells, pictures above all, makes them so many times larger than other files. */
export const notebookSizeFactor = 8;

const sourceSchema = z.union([z.string(), z.array(z.string())]);
/** In format 3, code stands under `input`. */
const cellSchema = z.object({ cell_type: z.string(), source: sourceSchema.optional(), input: sourceSchema.optional() });
const metadataSchema = z.object({
  language_info: z.object({ name: z.string() }).optional().catch(undefined),
  kernelspec: z.object({ language: z.string() }).optional().catch(undefined),
});
const notebookSchema = z.object({
  metadata: metadataSchema.optional().catch(undefined),
  cells: z.array(cellSchema).optional(),
  /** So in format 3. */
  worksheets: z.array(z.object({ cells: z.array(cellSchema) })).optional(),
});

/** The one text of a notebook; undefined where the file is none. */
export function notebookText(json: string): string | undefined {
  let parsed;
  try {
    parsed = notebookSchema.safeParse(JSON.parse(json));
  } catch {
    return undefined;
  }
  const { cells, worksheets, metadata } = parsed.data ?? {};
  const all = cells ?? worksheets?.flatMap((sheet) => sheet.cells);
  if (all === undefined) return undefined;
  const mark = commentMark(metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? 'python');
  const texts = all
    .filter(({ cell_type: type }) => type !== 'raw')
    .map(({ cell_type: type, source, input }) => {
      const lines = source ?? input ?? '';
      const text = withLineFeeds(typeof lines === 'string' ? lines : lines.join(''));
      return cellText({ isMarkup: type !== 'code', text }, mark);
    });
  return joinCells(texts).text;
}
