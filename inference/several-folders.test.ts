import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { corpusLine } from '@house-style/protocol/corpus-file';
import type { RequestOf, Response } from '@house-style/protocol/inference-messages';
import { InferenceServer } from './inference-server';

/** A workspace of two folders with these names, known and learned. */
async function workspace(names: readonly [string, string]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'several-folders-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const received: Response[] = [];
  const server = new InferenceServer((response) => received.push(response));
  const texts = [
    ['add', 'export function addFrobnication(left: number): number {\n  return left;\n}\n'],
    ['sum', 'export function sumFrobnication(left: number): number {\n  return left;\n}\n'],
  ] as const;
  const lines = texts.flatMap(([file, text], index) => [
    corpusLine({ path: `${names[0]}//${file}.ts`, text: text.repeat(3), heldOut: index === 1, modified: 0 }),
    corpusLine({ path: `${names[1]}//${file}.ts`, text: `let ${file} = 1;\n`, heldOut: index === 1, modified: 0 }),
  ]);
  const corpusPath = path.join(folder, 'corpus.jsonl');
  await writeFile(corpusPath, lines.join(''));
  server.handle({ kind: 'workspace', corpusPath, tablesPath: path.join(folder, 'tables') });
  const answer = <Kind extends Response['kind']>(kind: Kind, test: (response: Response & { kind: Kind }) => boolean) =>
    vi.waitUntil(
      () =>
        received.find(
          (response): response is Extract<Response, { kind: Kind }> =>
            response.kind === kind && test(response as Response & { kind: Kind }),
        ),
      { timeout: 20_000 },
    );
  await answer('knows', ({ knowledge }) => knowledge.source === 'contexts');
  return { server, answer };
}

/** What is offered at the end of a text in the second folder. */
async function offered({ server, answer }: Awaited<ReturnType<typeof workspace>>, name: string, text: string) {
  server.handle({ kind: 'open', document: 'd', version: 1, path: `${name}//add.ts`, text });
  const request = {
    kind: 'complete',
    id: 1,
    document: 'd',
    version: 1,
    offset: text.length,
    trigger: 'invoke',
  } as const;
  server.handle(request satisfies RequestOf<'complete'>);
  return (await answer('completed', ({ id }) => id === 1)).outcome;
}

test('what stands in one folder is suggested in another, the same whatever the folders are called', async () => {
  const text = 'export function add';
  const outcome = await offered(await workspace(['server', 'client']), 'client', text);
  const [first] = outcome.kind === 'shown' ? outcome.candidates : [];
  expect(first?.text).toMatch(/^Frobnication/);
  expect(await offered(await workspace(['client', 'Ω 2']), 'Ω 2', text)).toEqual(outcome);
});

test('a suggestion was seen in the file of another folder that has the same path', async () => {
  const known = await workspace(['server', 'client']);
  await offered(known, 'client', 'export function add');
  const suggested = {
    text: 'Frobnication',
    before: 'export function add',
    place: { path: 'client//add.ts', line: 1, column: 20 },
  };
  known.server.handle({ kind: 'where', id: 2, suggested });
  const { seen } = await known.answer('seen', ({ id }) => id === 2);
  expect(seen).toMatchObject({ count: 3, places: [{ path: 'server//add.ts' }, {}, {}] });
});
