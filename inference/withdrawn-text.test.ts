import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { knownWorkspace } from './testing/known-workspace';
import { WithdrawnText } from './withdrawn-text';

const code = 'export const standing = 1;\nexport function keep(value: number) {}\n';

/** A document that can be changed, and what is known to be taken back of it. */
function withDocument(text: string) {
  const document = { path: 'a.ts', text };
  const documents = [document];
  const withdrawn = new WithdrawnText(
    (sought) => code.includes(sought),
    () => documents,
  );
  return { document, documents, withdrawn };
}

const line = 'const galaxy = frobnicate(quux);';

test('a line that was learned is offered as long as it stands', () => {
  const { document, withdrawn } = withDocument(`${line}\nconst galaxy`);
  withdrawn.learned(document, line);
  expect(withdrawn.allows(document.text, document.text.length, ' = frobnicate(quux);')).toBe(true);
});

test('neither the line nor its words are offered once it is gone', () => {
  const { document, withdrawn } = withDocument(`${line}\nconst gal`);
  withdrawn.learned(document, line);
  document.text = 'const gal';
  expect(withdrawn.allows(document.text, 9, 'axy')).toBe(false);
  expect(withdrawn.allows(document.text, 9, 'axy = frob')).toBe(false);
  document.text = 'return ';
  expect(withdrawn.allows(document.text, 7, 'frobnicate(1)')).toBe(false);
  expect(withdrawn.allows(document.text, 7, 'standing')).toBe(true);
});

test('words of it that stand elsewhere are offered', () => {
  const { document, documents, withdrawn } = withDocument(`${line}\n`);
  withdrawn.learned(document, line);
  document.text = 'x = ';
  documents.push({ path: 'b.ts', text: 'frobnicate(2);\n' });
  expect(withdrawn.allows(document.text, 4, 'frobnicate(1)')).toBe(true);
  expect(withdrawn.allows(document.text, 4, 'quux')).toBe(false);
});

test('a document that is closed keeps what it had then, and what it had lost', () => {
  const { document, documents, withdrawn } = withDocument(`${line}\n`);
  withdrawn.learned(document, line);
  withdrawn.learned(document, 'let nebula = 1;');
  withdrawn.closed(document);
  documents.pop();
  expect(withdrawn.allows('', 0, line)).toBe(true);
  expect(withdrawn.allows('', 0, 'let nebula = 1;')).toBe(false);
  documents.push({ path: 'a.ts', text: '' });
  expect(withdrawn.allows('', 0, line)).toBe(false);
});

test('what is typed, learned and undone is offered nowhere, and what stands in the code is', async () => {
  const file = path.resolve(import.meta.dirname, '../node_modules/rxjs/src/internal/operators/bufferCount.ts');
  const text = await readFile(file, 'utf8');
  const known = await knownWorkspace([
    { path: 'bufferCount.ts', text, heldOut: false },
    { path: 'a.ts', text: code, heldOut: true },
  ]);
  const typed = 'const zanzibar = frobnicateGalaxies(quuxes);\n';
  const above = 'import { a } from "./a";\n';
  let version = 1;
  let id = 1000;
  known.server.handle({ kind: 'open', document: 'd', version, path: 'd.ts', text: above });
  const ask = async (offset: number) => {
    id += 1;
    const asked = id;
    known.server.handle({ kind: 'complete', id, document: 'd', version, offset, trigger: 'invoke' });
    return (await known.answer('completed', (one) => one.id === asked)).outcome;
  };
  const edit = (offset: number, deleted: number, inserted: string): void => {
    version += 1;
    known.server.handle({ kind: 'edit', document: 'd', version, edits: [{ offset, deleted, inserted }] });
  };
  const said = (outcome: Awaited<ReturnType<typeof ask>>): string =>
    outcome.kind === 'shown' ? outcome.candidates.map((one) => one.text).join() : '';

  edit(above.length, 0, `${typed}const zanz`);
  const place = above.length + typed.length + 'const zanz'.length;
  // Learned as soon as nothing else is to do.
  await expect.poll(async () => said(await ask(place)), { timeout: 20_000 }).toContain('ibar');
  edit(above.length, typed.length, '');
  expect(said(await ask(place - typed.length))).not.toContain('ibar');
  // What is still there is offered.
  edit(place - typed.length - 'const zanz'.length, 'const zanz'.length, 'export const stan');
  expect(said(await ask(above.length + 'export const stan'.length))).toContain('ding');
});
