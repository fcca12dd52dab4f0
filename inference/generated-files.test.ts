import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { knownWorkspace } from './testing/known-workspace';

const wish = { prompt: '', faithful: 0.8, seed: 1, maximumCharacters: 20_000 } as const;

/** A file that declares a class of a name, some levels deep. */
function code(name: string, unit: string): string {
  return `export class ${name} {\n${unit}run(): number {\n${unit}${unit}return 1;\n${unit}}\n}\n`.repeat(2);
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'generated-files-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}

test('a file is planned and written as the folder that it is in is written, and not as most of the workspace is', async () => {
  const spaces = await folderWith({});
  const tabs = await folderWith({ 'otter.ts': code('Otter', '\t').replaceAll('\n', '\r\n') });
  const known = await knownWorkspace(
    [
      ...['a', 'b', 'c'].map((name) => ({ path: `spaces//${name}.ts`, text: code(name, '  '), heldOut: false })),
      { path: 'tabs//otter.ts', text: code('Otter', '\t'), heldOut: false },
    ],
    {
      code: [
        { folder: spaces, exclude: [], name: 'spaces' },
        { folder: tabs, exclude: [], name: 'tabs' },
      ],
    },
  );
  known.server.handle({ kind: 'plan', id: 1, path: 'tabs//badger.ts' });
  const { plan } = await known.answer('planned', ({ id }) => id === 1);
  expect(plan).toMatchObject({ knowsFiles: true, lineEnd: '\r\n' });
  expect(plan.follows[0]).toBe('tabs//otter.ts');

  known.server.handle({ kind: 'generate', id: 2, path: 'tabs//badger.ts', ...wish });
  const { file } = await known.answer('generation-ended', ({ id }) => id === 2);
  expect(file).toMatchObject({ end: 'end-of-file', follows: 'tabs//otter.ts' });
  expect(file.text).toContain('\n\trun(): number {\n\t\treturn 1;\n');

  await writeFile(path.join(tabs, '.editorconfig'), '[*.ts]\nindent_style = space\nindent_size = 4\n');
  known.server.handle({
    kind: 'generate',
    id: 3,
    path: 'tabs//badger.ts',
    ...wish,
    prompt: 'class Own {\n    a = 1;\n}\n',
  });
  const asked = await known.answer('generation-ended', ({ id }) => id === 3);
  expect(asked.file.text).toContain('class Own {\n    a = 1;\n}\n');
  expect(asked.file.text).toContain('\n    run(): number {\n        return 1;\n');
});
