/**
 * Results in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS Standard, 27 March 2020): what is written,
 * and what is read of another tool's.
 */
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import * as z from 'zod';
import { Failure } from '@house-style/protocol/failure';
import { productVersion } from '../product-version';
import { seenInWords } from '@house-style/protocol/seen';
import type { JudgedLine } from './code-base';

const region = z.looseObject({
  startLine: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
});
const artifactLocation = z.looseObject({ uri: z.string().optional() });
const location = z.looseObject({
  physicalLocation: z
    .looseObject({ artifactLocation: artifactLocation.optional(), region: region.optional() })
    .optional(),
});
const result = z.looseObject({
  ruleId: z.string().optional(),
  message: z.looseObject({ text: z.string().optional() }),
  locations: z.array(location).optional(),
});
/** As far as results are read and put in another order: all else is kept as it is. */
const logSchema = z.looseObject({
  version: z.literal('2.1.0'),
  runs: z.array(z.looseObject({ results: z.array(result).nullish() })),
});

export type SarifLog = z.infer<typeof logSchema>;
export type SarifResult = z.infer<typeof result>;

/** @throws Failure `sarif-unreadable` where a text is no log of version 2.1.0. */
export function parseSarif(text: string, file: string): SarifLog {
  let value: unknown;
  try {
    // Tools on Windows begin with a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new Failure('sarif-unreadable', `The file ${file} holds no JSON: give a log in SARIF 2.1.0.`, { cause });
  }
  const log = logSchema.safeParse(value);
  if (log.success) return log.data;
  const [issue] = log.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Failure(
    'sarif-unreadable',
    `The file ${file} is no log in SARIF 2.1.0${where === '' ? '' : `: see its ${where}`}.`,
    { cause: log.error },
  );
}

/** Where a result is: its first place with a file and a line, in the folder; undefined where it has none there. */
export function placeOf(
  one: SarifResult,
  folder: string,
): { readonly path: string; readonly from: number; readonly to: number } | undefined {
  for (const { physicalLocation } of one.locations ?? []) {
    const uri = physicalLocation?.artifactLocation?.uri;
    const start = physicalLocation?.region?.startLine;
    if (uri === undefined || start === undefined) continue;
    const base = pathToFileURL(path.resolve(folder) + path.sep);
    const url = URL.canParse(uri, base.href) ? new URL(uri, base) : undefined;
    if (url?.protocol !== 'file:' || !url.href.startsWith(base.href)) continue;
    const within = decodeOr(url.href.slice(base.href.length));
    return { path: within, from: start, to: Math.max(start, physicalLocation?.region?.endLine ?? start) };
  }
  return undefined;
}

function decodeOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ruleId = 'unlike-this-code';

/** A log of lines that do not look like the code: those above the threshold are warnings, others notes. */
export function sarifOf(lines: readonly JudgedLine[], threshold: number): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'House Style',
            semanticVersion: productVersion,
            rules: [
              {
                id: ruleId,
                name: 'UnlikeThisCode',
                shortDescription: { text: 'A line that does not look like the rest of the code base.' },
                defaultConfiguration: { level: 'note' },
              },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder of the code base.' } } },
        results: lines.map((line) => resultOf(line, threshold)),
      },
    ],
  };
}

function resultOf(judged: JudgedLine, threshold: number): object {
  const { path: file, line, column, endColumn, surprise, rank, expected } = judged;
  const location = { uri: encodeURI(file), uriBaseId: 'SRCROOT' };
  const replaced = expected && { startLine: line, startColumn: expected.column, endColumn: expected.endColumn };
  return {
    ruleId,
    ruleIndex: 0,
    level: surprise > threshold ? 'warning' : 'note',
    rank: 100 * rank,
    message: { text: inWords(judged) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: location,
          region: { startLine: line, startColumn: column, endColumn: Math.max(column, endColumn) },
        },
      },
    ],
    ...(replaced && {
      fixes: [
        {
          description: { text: 'Replace with what this code would have' },
          artifactChanges: [
            {
              artifactLocation: location,
              replacements: [{ deletedRegion: replaced, insertedContent: { text: expected.text } }],
            },
          ],
        },
      ],
    }),
    properties: { surprise },
  };
}

/** One sentence on a line, and what was expected. */
export function inWords({ text, column, endColumn, expected }: JudgedLine): string {
  const shown = (part: string): string => JSON.stringify(part);
  if (expected === undefined) return `${shown(text.slice(column - 1, endColumn - 1))} does not look like this code.`;
  const { places } = expected;
  const where = places.length === 0 ? '' : `, as in ${seenInWords({ text: '', count: places.length, places })}`;
  const instead = shown(text.slice(expected.column - 1, expected.endColumn - 1));
  return `This code would have ${shown(expected.text)} (${Math.min(99, Math.round(100 * expected.probability))} %) in place of ${instead}${where}.`;
}
