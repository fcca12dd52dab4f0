import { expect, test } from 'vitest';
import type { SurprisesOutcome, SurprisingLine } from '@house-style/protocol/surprises';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

/** Functions that are all written alike. */
function code(names: readonly string[]): string {
  return names
    .map(
      (name) =>
        `export function ${name}Size(boxSize: number): number {\n  const size = measure(boxSize, '${name}');\n  return size;\n}\n`,
    )
    .join('\n');
}

const words = [
  'apple',
  'banana',
  'cherry',
  'damson',
  'elder',
  'fig',
  'grape',
  'hazel',
  'ivy',
  'juniper',
  'kiwi',
  'lemon',
];
const files = Array.from({ length: 12 }, (_, at) => ({
  path: `src/file${at}.ts`,
  text: code(words.slice(at % 6, (at % 6) + 6).map((word) => `${word}${at}`)),
  heldOut: false,
}));
let asked = 0;

async function judged(
  known: KnownWorkspace,
  text: string,
  lines?: readonly number[],
): Promise<Extract<SurprisesOutcome, { kind: 'judged' }>> {
  const id = (asked += 1);
  const document = `file:///src/new.ts#${id}`;
  known.server.handle({ kind: 'open', document, version: 1, path: 'src/new.ts', text });
  known.server.handle({ kind: 'surprises', id, document, version: 1, ...(lines && { lines }) });
  const { outcome } = await known.answer('surprised', (one) => one.id === id);
  known.server.handle({ kind: 'close', document });
  if (outcome.kind !== 'judged') throw new Error(outcome.kind);
  return outcome;
}

function told(
  lines: readonly SurprisingLine[],
  text: string,
): { line: number; part: string; expected: string | undefined }[] {
  return lines.map(({ line, start, end, expected }) => ({
    line,
    part: (text.split('\n')[line] ?? '').slice(start, end),
    expected: expected?.text,
  }));
}

const own = code(['mango', 'nectarine', 'olive', 'peach']);
const fault = own.replace('measure(boxSize', 'measure(box_size');

test('what is not written as the code is marked, with what the code would have', { timeout: 60_000 }, async () => {
  const known = await knownWorkspace(files);
  const { lines } = await judged(known, fault);
  expect(told(lines, fault)).toContainEqual({ line: 1, part: 'box_size', expected: 'boxSize' });
  expect((await judged(known, own)).lines.map(({ line }) => line)).not.toContain(1);
});

test('places are told as the document has them, in its line ends and indentation', { timeout: 60_000 }, async () => {
  const known = await knownWorkspace(files);
  const text = fault.replaceAll('  ', '\t').replaceAll('\n', '\r\n');
  const { lines } = await judged(known, text);
  expect(told(lines, text)).toContainEqual({ line: 1, part: 'box_size', expected: 'boxSize' });
});

test(
  'a document does not vouch for itself once it is saved, nor when it was judged before',
  { timeout: 60_000 },
  async () => {
    const known = await knownWorkspace([...files, { path: 'src/new.ts', text: fault, heldOut: false }]);
    const first = await judged(known, fault);
    expect(told(first.lines, fault)).toContainEqual({ line: 1, part: 'box_size', expected: 'boxSize' });
    expect(await judged(known, fault)).toEqual(first);
  },
);

test('lines that are asked for are told of, surprising or not', { timeout: 60_000 }, async () => {
  const known = await knownWorkspace(files);
  const { lines, threshold } = await judged(known, fault, [1, 2]);
  expect(lines.map(({ line }) => line)).toEqual([1, 2]);
  expect(lines[0]!.surprise).toBeGreaterThan(threshold);
  expect(lines[1]!.surprise).toBeLessThan(threshold);
});

test('after an edit what was changed is judged anew', { timeout: 60_000 }, async () => {
  const known = await knownWorkspace(files);
  const document = 'file:///src/new.ts';
  known.server.handle({ kind: 'open', document, version: 1, path: 'src/new.ts', text: own });
  known.server.handle({ kind: 'surprises', id: 900, document, version: 1 });
  await known.answer('surprised', ({ id }) => id === 900);
  const offset = own.indexOf('boxSize, ');
  known.server.handle({ kind: 'edit', document, version: 2, edits: [{ offset, deleted: 7, inserted: 'box_size' }] });
  known.server.handle({ kind: 'surprises', id: 901, document, version: 1 });
  known.server.handle({ kind: 'surprises', id: 902, document, version: 2 });
  const { outcome: stale } = await known.answer('surprised', ({ id }) => id === 901);
  expect(stale).toEqual({ kind: 'unjudged', reason: 'stale-document' });
  const { outcome } = await known.answer('surprised', ({ id }) => id === 902);
  expect(outcome.kind === 'judged' && told(outcome.lines, fault)).toContainEqual({
    line: 1,
    part: 'box_size',
    expected: 'boxSize',
  });
});

test('what is asked no more is left off, and what is asked of no code is answered', { timeout: 60_000 }, async () => {
  const known = await knownWorkspace(files);
  const document = 'file:///src/new.ts';
  known.server.handle({ kind: 'open', document, version: 1, path: 'src/new.ts', text: own });
  known.server.handle({ kind: 'surprises', id: 950, document, version: 1 });
  known.server.handle({ kind: 'cancel', id: 950 });
  const { outcome } = await known.answer('surprised', ({ id }) => id === 950);
  expect(outcome).toEqual({ kind: 'cancelled' });
});
