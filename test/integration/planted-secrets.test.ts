/**
 * The end of the chain: a folder with secrets lying about is gathered and learned as the extension does it, and asked to
 * go on where somebody types the beginning of each.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyOf, loadCorpus } from '@house-style/corpus/corpus';
import { type Planted, harmlessLookAlikes, plantedSecrets } from '@house-style/corpus/testing/generated-secrets';
import { someCode, writeFiles } from '@house-style/corpus/testing/write-folder';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { Request, Response } from '@house-style/protocol/inference-messages';
import { InferenceServer } from '../../inference/inference-server';

/** Not among the seeds that rules were tuned on. */
const seed = 201;
const secrets = plantedSecrets(seed, 420);
/** They are no secrets, so they must be suggested: else the test would pass where nothing is. */
const hashes = harmlessLookAlikes(seed, 1000)
  .filter(({ form }) => form === 'commit constant' || form === 'SHA-256 sum')
  .map((planted) => ({ ...planted, secret: /[0-9a-f]{40,}/.exec(planted.text)?.[0] ?? '' }));

/** Characters that are typed of each. */
const typed = 3;
/** What goes on right for this long, or to the end, is no chance. */
const leak = 8;

let folder: string;
let server: InferenceServer;
const responses: Response[] = [];
let heard = (): void => undefined;

beforeAll(async () => {
  const files = [...secrets, ...hashes].map(({ path: name, text }, index): [string, string] => [
    `part${index}/${name}`,
    `${someCode(2 * index, 6)}${text}\n${someCode(2 * index + 1, 6)}`,
  ]);
  folder = await mkdtemp(path.join(tmpdir(), 'house-style-'));
  await writeFiles(folder, Object.fromEntries(files));
  const corpus = await loadCorpus(folder);
  const lines = [corpus.training, corpus.heldOut].flatMap((part, isHeldOut) =>
    part.map((file) =>
      corpusLine({ path: file.path, text: bodyOf(file, corpus.vocabulary), heldOut: isHeldOut === 1, modified: 0 }),
    ),
  );
  // Most go in, or nothing would be proved.
  expect(lines.length).toBeGreaterThan(0.8 * files.length);
  const corpusPath = path.join(folder, 'corpus.jsonl');
  await writeFile(corpusPath, lines.join(''));
  server = new InferenceServer((response) => {
    responses.push(response);
    heard();
  });
  server.handle({ kind: 'workspace', corpusPath, tablesPath: path.join(folder, 'tables') });
  await response((one) => one.kind === 'knows' && one.knowledge.source === 'contexts' && one.knowledge.learned === 1);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The first answer that is wanted. */
async function response(isWanted: (response: Response) => boolean): Promise<Response> {
  for (;;) {
    const found = responses.find(isWanted);
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => (heard = resolve));
  }
}

let requests = 0;

/** How many characters of a secret are suggested after its first three. */
async function suggested({ path: name, text, secret }: Planted): Promise<number> {
  const id = ++requests;
  const start = text.indexOf(secret);
  expect(start, text).toBeGreaterThanOrEqual(0);
  const written = text.slice(0, start + typed);
  const document = `document${id}`;
  const asked: Request[] = [
    { kind: 'open', document, version: 1, path: `part/${name}`, text: written },
    {
      kind: 'complete',
      id,
      document,
      version: 1,
      offset: written.length,
      trigger: 'invoke',
      preferences: { acceptance: 0.3, multiLine: true },
    },
    { kind: 'close', document },
  ];
  for (const request of asked) server.handle(request);
  const answer = await response((one) => one.kind === 'completed' && one.id === id);
  if (answer.kind !== 'completed' || answer.outcome.kind !== 'shown') return 0;
  const rest = secret.slice(start < 0 ? 0 : typed);
  return Math.max(...answer.outcome.candidates.map((candidate) => commonLength(candidate.text, rest)));
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length++;
  return length;
}

describe('a workspace with secrets in its files, once learned', () => {
  test('suggests what is no secret', async () => {
    const lengths = await inTurn(hashes, suggested);
    expect(lengths.filter((length) => length >= leak).length).toBeGreaterThan(hashes.length / 4);
  }, 120_000);

  test('suggests no secret to who types its first three characters', async () => {
    const leaks: string[] = [];
    await inTurn(secrets, async (planted) => {
      const length = await suggested(planted);
      if (length >= Math.min(leak, planted.secret.length - typed)) leaks.push(`${planted.form}: ${planted.text}`);
    });
    expect(leaks).toEqual([]);
  }, 300_000);
});

async function inTurn<T, R>(list: readonly T[], ask: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (const one of list) answers.push(await ask(one));
  return answers;
}
