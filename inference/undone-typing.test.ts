/** Laws: what is typed, learned and undone, or learned and deleted, leaves nothing in what is suggested elsewhere. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompletionOutcome } from '@house-style/protocol/inference-messages';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

const packages = path.resolve(import.meta.dirname, '../node_modules');

const corpora = [
  { name: 'RxJS', folder: 'rxjs/src/internal/operators', files: ['audit.ts', 'bufferCount.ts', 'every.ts'] },
  { name: 'three.js', folder: 'three/src/math', files: ['Box2.js', 'Line3.js', 'Plane.js'] },
  { name: 'gyp', folder: 'node-gyp/gyp/pylib/gyp', files: ['MSVSProject.py', 'simple_copy.py', 'xml_fix.py'] },
  { name: 'RE2', folder: 're2/vendor/re2/re2', files: ['bitmap256.h', 'pod_array.h', 'sparse_set.h'] },
];

type File = Parameters<typeof knownWorkspace>[0][number];

async function filesOf({ folder, files }: (typeof corpora)[number]): Promise<File[]> {
  return Promise.all(
    files.map(async (name, index) => ({
      path: name,
      text: await readFile(path.join(packages, folder, name), 'utf8'),
      heldOut: index === 1,
    })),
  );
}

/** What is offered in the midst of lines of a saved file: nothing is to be learned of it. */
async function offeredIn(known: KnownWorkspace, { path: name, text }: File): Promise<CompletionOutcome[]> {
  const outcomes = [];
  for (let offset = 300; offset < Math.min(text.length, 4000); offset += 97) {
    const lineEnd = text.indexOf('\n', offset);
    outcomes.push(await known.offered({ path: name, text: text.slice(0, offset) + text.slice(lineEnd) }, offset));
  }
  return outcomes;
}

describe.each(corpora)('in code of $name', (corpus) => {
  it('what is typed, learned and undone leaves nothing once it is quiet', { timeout: 60_000 }, async () => {
    const files = await filesOf(corpus);
    const known = await knownWorkspace(files, { quietTime: 200 });
    const place = files[2]!;
    const before = await offeredIn(known, place);
    expect(before.some(({ kind }) => kind === 'shown')).toBe(true);

    const typed = Array.from({ length: 8 }, (_, line) => `${place.text.split('\n')[20 + line]} galaxy(${line}, 7);\n`);
    const text = typed.join('');
    known.server.handle({ kind: 'open', document: 'typed', version: 1, path: 'typed.ts', text });
    known.server.handle({
      kind: 'complete',
      id: 10_000,
      document: 'typed',
      version: 1,
      offset: text.length,
      trigger: 'invoke',
    });
    await known.answer('log', ({ message }) => message === 'Learned 8 lines of typed.ts.');
    expect(await offeredIn(known, place)).not.toEqual(before);

    known.server.handle({
      kind: 'edit',
      document: 'typed',
      version: 2,
      edits: [{ offset: 0, deleted: text.length, inserted: '' }],
    });
    await known.answer('log', ({ message }) => message.startsWith('What was typed and taken back is forgotten'));
    await expect.poll(() => offeredIn(known, place), { timeout: 20_000 }).toEqual(before);
  });

  it('what is learned and then forgotten leaves nothing', { timeout: 60_000 }, async () => {
    const files = await filesOf(corpus);
    const known = await knownWorkspace(files, { adapt: false });
    const place = files[2]!;
    const before = await offeredIn(known, place);
    const further = { path: 'further.ts', text: `${place.text}galaxy(1, 7);\n`.repeat(2), heldOut: false };
    await known.knowFiles([...files, further]);
    expect(await offeredIn(known, place)).not.toEqual(before);
    await known.knowFiles(files);
    expect(await offeredIn(known, place)).toEqual(before);
  });
});
