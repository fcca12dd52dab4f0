import { expect, test } from 'vitest';
import { gather } from './gather';
import { notebookText } from './jupyter';
import { someCode, writeFolder } from './testing/write-folder';

const notebook = (cells: unknown, rest: object = {}): string => JSON.stringify({ nbformat: 4, cells, ...rest });

test.each<[string, string, string | undefined]>([
  [
    'sources as lists or whole, and nothing that was put out',
    notebook([
      { cell_type: 'code', source: ['a = 1\n', 'a'], outputs: [{ data: { 'text/plain': ['secret output'] } }] },
      { cell_type: 'markdown', source: 'Costs\r\nby month', attachments: { 'a.png': {} } },
      { cell_type: 'raw', source: 'raw' },
      { cell_type: 'code', source: 'b = a' },
    ]),
    'a = 1\na\n\n# Costs\n# by month\n\nb = a',
  ],
  [
    "comments of the kernel's language",
    notebook([{ cell_type: 'markdown', source: 'Costs' }], { metadata: { kernelspec: { language: 'javascript' } } }),
    '// Costs',
  ],
  [
    'metadata that is none',
    notebook([{ cell_type: 'markdown', source: 'Costs' }], { metadata: { language_info: 7, kernelspec: null } }),
    '# Costs',
  ],
  [
    'format 3',
    JSON.stringify({ worksheets: [{ cells: [{ cell_type: 'code', input: ['x = 1'], outputs: [] }] }] }),
    'x = 1',
  ],
  ['a cell without a source', notebook([{ cell_type: 'code' }]), ''],
  ['no JSON', '{"cells": [', undefined],
  ['other JSON', '{"a": 1}', undefined],
  ['no object', '[]', undefined],
  ['cells that are none', notebook([{ source: 'a' }]), undefined],
  ['a source that is none', notebook([{ cell_type: 'code', source: 7 }]), undefined],
])('of a notebook file: %s', (_, json, text) => expect(notebookText(json)).toBe(text));

test('notebooks are learned by their cells, by the rules of every file, however much they put out', async () => {
  const password = ['q7Zp2LxV9tKc', '4RmW8sYb3NdF'].join('');
  const output = { output_type: 'stream', text: ['put out '.repeat(400_000)] };
  const folder = await writeFolder({
    'a.ipynb': notebook([{ cell_type: 'code', source: someCode(1), outputs: [output] }]),
    'b.ipynb': notebook([{ cell_type: 'code', source: `${someCode(2)}\npassword = '${password}'\n` }]),
    'copy.ipynb': notebook([{ cell_type: 'code', source: someCode(1) }]),
    'empty.ipynb': notebook([{ cell_type: 'code', source: [] }]),
    'half-written.ipynb': notebook([]).slice(0, -3),
    'large.ipynb': notebook([{ cell_type: 'code', source: someCode(3).repeat(4000) }]),
  });
  const texts = new Map<string, string>();
  const report = await gather(folder, {}, async (_, files) => {
    for await (const file of files) texts.set(file.path, file.text);
  });
  expect([...texts.keys()]).toEqual(['a.ipynb', 'b.ipynb']);
  expect(texts.get('a.ipynb')).toBe(someCode(1));
  expect(texts.get('b.ipynb')).toBe(`${someCode(2)}\npassword = ''\n`);
  expect(report).toMatchObject({
    leftOut: { 'near-duplicate': 1, empty: 1, notebook: 1, 'too-large': 1 },
    secretsMasked: 1,
  });
});
