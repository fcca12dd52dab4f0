import { expect, test } from 'vitest';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

/** A workspace of two folders with these names, known and learned. */
function workspace(names: readonly [string, string]): Promise<KnownWorkspace> {
  const texts = [
    ['add', 'export function addFrobnication(left: number): number {\n  return left;\n}\n'],
    ['sum', 'export function sumFrobnication(left: number): number {\n  return left;\n}\n'],
  ] as const;
  return knownWorkspace(
    texts.flatMap(([file, text], index) => [
      { path: `${names[0]}//${file}.ts`, text: text.repeat(3), heldOut: index === 1 },
      { path: `${names[1]}//${file}.ts`, text: `let ${file} = 1;\n`, heldOut: index === 1 },
    ]),
  );
}

const text = 'export function add';

test('what stands in one folder is suggested in another, the same whatever the folders are called', async () => {
  const offeredIn = async (first: string, second: string) =>
    (await workspace([first, second])).offered({ path: `${second}//add.ts`, text }, text.length);
  const outcome = await offeredIn('server', 'client');
  const [first] = outcome.kind === 'shown' ? outcome.candidates : [];
  expect(first?.text).toMatch(/^Frobnication/);
  expect(await offeredIn('client', 'Ω 2')).toEqual(outcome);
});

test('a suggestion was seen in the file of another folder that has the same path', async () => {
  const known = await workspace(['server', 'client']);
  await known.offered({ path: 'client//add.ts', text }, text.length);
  const suggested = {
    text: 'Frobnication',
    before: text,
    place: { path: 'client//add.ts', line: 1, column: 20 },
  };
  known.server.handle({ kind: 'where', id: 2, suggested });
  const { seen } = await known.answer('seen', ({ id }) => id === 2);
  expect(seen).toMatchObject({ count: 3, places: [{ path: 'server//add.ts' }, {}, {}] });
});
