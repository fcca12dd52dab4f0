import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BuildContext } from 'esbuild';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { watch } from './watch';

const watchTask = z.object({
  label: z.literal('watch'),
  problemMatcher: z.object({
    pattern: z.object({ regexp: z.string() }),
    background: z.object({ beginsPattern: z.string(), endsPattern: z.string() }),
  }),
});
const tasksFile = z.object({ tasks: z.tuple([watchTask]).rest(z.unknown()) });

let folder: string;
let watching: BuildContext | undefined;

beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'house-style-watch-'))));
afterEach(async () => {
  await watching?.dispose();
  await rm(folder, { recursive: true, force: true });
});

it('bundles again after a change, and tells where an error is in lines that the editor reads', async () => {
  const source = path.join(folder, 'program.ts');
  const bundle = path.join(folder, 'dist/program.cjs');
  const lines: string[] = [];
  const tasks = await readFile(path.resolve(import.meta.dirname, '../.vscode/tasks.json'), 'utf8');
  const { problemMatcher: matcher } = tasksFile.parse(JSON.parse(tasks)).tasks[0];
  const ends = (count: number): Promise<void> =>
    vi.waitFor(() => expect(lines.filter((line) => line.match(matcher.background.endsPattern))).toHaveLength(count), {
      timeout: 20_000,
    });

  await writeFile(source, "console.log('first' as string);");
  watching = await watch({ program: source }, path.join(folder, 'dist'), (line) => lines.push(line));
  await ends(1);
  expect(lines).toEqual(['watch: build begins', 'watch: build ends with 0 errors']);
  const run = async (): Promise<string> => (await execa(process.execPath, [bundle])).stdout;
  expect(await run()).toBe('first');
  // Breakpoints are set in sources.
  const { sources } = JSON.parse(await readFile(`${bundle}.map`, 'utf8')) as { sources: string[] };
  expect(sources).toEqual(['../program.ts']);

  await writeFile(source, "console.log('second');");
  await ends(2);
  expect(await run()).toBe('second');

  await writeFile(source, "\nimport 'of-nobody';");
  await ends(3);
  const told = lines.flatMap((line) => new RegExp(matcher.pattern.regexp).exec(line) ?? []);
  expect(told).toHaveLength(5);
  expect(told[1]).toMatch(/program\.ts$/);
  expect(told.slice(2)).toEqual(['2', '8', 'Could not resolve "of-nobody"']);
  expect(lines.filter((line) => line.match(matcher.background.beginsPattern))).toHaveLength(3);
});
