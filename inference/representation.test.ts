/** Laws: how a text happens to be written says nothing of what comes next. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { withLineFeeds } from '@house-style/protocol/line-ends';
import { inUnit, type IndentationUnit } from '@house-style/corpus/indentation';
import { type KnownWorkspace, knownWorkspace } from './testing/known-workspace';

const packages = path.resolve(import.meta.dirname, '../node_modules');

interface Corpus {
  readonly name: string;
  readonly folder: string;
  readonly unit: IndentationUnit;
}

/** The code that the benchmarks are measured on: in two spaces, tabs, four spaces. */
const corpora: readonly Corpus[] = [
  { name: 'RxJS', folder: 'rxjs/src/internal/operators', unit: '  ' },
  { name: 'three.js', folder: 'three/src/math', unit: '\t' },
  { name: 'gyp', folder: 'node-gyp/gyp/pylib/gyp', unit: '    ' },
  { name: 'RE2', folder: 're2/vendor/re2/re2', unit: '  ' },
];

interface Writing {
  readonly name: string;
  readonly end: string;
  readonly unit?: IndentationUnit;
}

const writings: readonly Writing[] = [
  { name: 'with CRLF', end: '\r\n' },
  { name: 'by tabs', end: '\n', unit: '\t' },
  { name: 'by four spaces', end: '\n', unit: '    ' },
  { name: 'by eight spaces, with CRLF', end: '\r\n', unit: '        ' },
];

/** Some files of middling size; that they are written in one unit is what the law speaks of. */
async function filesOf({ folder, unit }: Corpus): Promise<{ path: string; text: string; heldOut: boolean }[]> {
  const names = (await readdir(path.join(packages, folder))).filter((name) => /\.(ts|js|py|cc|h)$/.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ path: name, text: await readFile(path.join(packages, folder, name), 'utf8') })),
  );
  const fitting = files.filter(
    ({ text }) =>
      text.length > 3000 && text.length < 25_000 && (unit === '\t' ? text.includes('\n\t') : !text.includes('\t')),
  );
  return fitting.slice(0, 9).map((file, index) => ({ ...file, heldOut: index === 1 }));
}

function writtenAs(text: string, from: IndentationUnit, { end, unit = from }: Writing): string {
  return inUnit(text, from, unit).replaceAll('\n', end);
}

/** What would stand in the document, in the writing of the others, once each suggestion is taken. */
async function taken(
  workspace: KnownWorkspace,
  file: string,
  before: string,
  after: string,
  corpus: Corpus,
  how: Writing,
) {
  const text = writtenAs(before, corpus.unit, how) + writtenAs(after, corpus.unit, how);
  const offset = writtenAs(before, corpus.unit, how).length;
  const outcome = await workspace.offered({ path: file, text }, offset);
  if (outcome.kind !== 'shown') return outcome;
  const results = outcome.candidates.map(({ text: inserted, replaces, confidence }) => {
    const result = text.slice(0, offset) + inserted + text.slice(offset + replaces);
    const read = inUnit(withLineFeeds(result), how.unit ?? corpus.unit, corpus.unit);
    return { confidence, read };
  });
  return { kind: 'taken', results };
}

describe.each(corpora)('in code of $name', (corpus) => {
  it(
    'suggestions are the same under line ends, and up to the unit under indentation',
    { timeout: 120_000 },
    async () => {
      const files = await filesOf(corpus);
      expect(files.length).toBe(9);
      const edited = files[8]!;
      const workspace = await knownWorkspace(files.slice(0, 8), { adapt: false });
      const heard = await workspace.offered({ path: edited.path, text: '' }, 0);
      expect(heard.kind).not.toBe('failed');
      let shown = 0;
      for (const share of [0.35, 0.5, 0.65, 0.8, 0.95]) {
        const lines = edited.text.split('\n');
        const line = Math.floor(lines.length * share);
        const above = lines.slice(0, line).join('\n') + '\n';
        const own = lines[line] ?? '';
        // At the line's indentation, and within its first word: what stands to the right of it is typed anew.
        const places = [
          own.slice(0, own.length - own.trimStart().length),
          own.slice(0, own.length - own.trimStart().length + 3),
        ];
        for (const typed of places) {
          const [before, after] = [above + typed, `\n${lines.slice(line + 1).join('\n')}`];
          const original = await taken(workspace, edited.path, before, after, corpus, { name: '', end: '\n' });
          if (original.kind === 'taken') shown += 1;
          for (const how of writings) {
            expect(await taken(workspace, edited.path, before, after, corpus, how), `${how.name} line ${line}`).toEqual(
              original,
            );
          }
        }
      }
      expect(shown).toBeGreaterThan(2);
    },
  );
});

test('where a suggestion was seen is found in files of other indentation and line ends', async () => {
  const body = '  if (frobnicated) {\n    return undoFrobnication();\n  }\n';
  const file = (name: string): string => `function ${name}(frobnicated) {\n${body}}\n`.repeat(4);
  const known = await knownWorkspace([
    { path: 'a.js', text: file('a'), heldOut: false },
    { path: 'b.js', text: file('b'), heldOut: true },
    { path: 'c.js', text: inUnit(file('c'), '  ', '\t'), heldOut: false },
  ]);
  const text = 'function d(frobnicated) {\r\n\tif (frobnicated) {\r\n\t\tundo();\r\n\t}\r\n';
  known.server.handle({ kind: 'open', document: 'd', version: 1, path: 'd.js', text });
  const place = { path: 'd.js', line: 2, column: 20 };
  const suggested = { text: '\n\t\treturn undoFrobnication();', before: text.slice(0, 46), place };
  known.server.handle({ kind: 'where', id: 99, suggested });
  const { seen } = await known.answer('seen', ({ id }) => id === 99);
  expect(seen).toMatchObject({ text: suggested.text, count: 12 });
  expect(seen.places).toContainEqual({ path: 'a.js', line: 2, column: 21 });
  expect(seen.places).toContainEqual({ path: 'c.js', line: 2, column: 20 });
});

test('a file that was saved in the middle of a word says nothing against how it goes on', async () => {
  const line = 'export const size = galaxy.quuxes.length;\n';
  const files = ['a', 'b', 'c'].map((name, index) => ({
    path: `${name}.ts`,
    text: `import { galaxy } from './galaxy';\n${line.repeat(3)}`,
    heldOut: index === 1,
  }));
  const finished = "import { galaxy } from './galaxy';\n";
  const text = `${finished}export const size = galaxy.quu`;
  const offered = async (saved: string) => {
    const known = await knownWorkspace([...files, { path: 'd.ts', text: saved, heldOut: false }]);
    return known.offered({ path: 'd.ts', text }, text.length, { trigger: 'automatic' });
  };
  const outcome = await offered(text);
  expect(outcome).toMatchObject({
    kind: 'shown',
    candidates: [{ text: expect.stringMatching(/^xes\.length;/) as string }],
  });
  expect(outcome).toEqual(await offered(finished));
});
