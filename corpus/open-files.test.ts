import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { writeFolder } from './testing/write-folder';

const files = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [`folder${index}/${index}.ts`, `export const value${index} = ${index};\n`]),
);

/** What loading ends with in a process of its own that can open so many more files than it needs to run. */
async function load(folder: string, spare: number): Promise<unknown> {
  const script = `
    import { closeSync, openSync } from 'node:fs';
    import { loadCorpus } from ${JSON.stringify(path.join(import.meta.dirname, 'corpus.ts'))};
    const options = { minimumCharacters: 0 };
    // Once with room, so that all code is loaded.
    const whole = await loadCorpus(${JSON.stringify(folder)}, options);
    const open = [];
    try { for (;;) open.push(openSync('/dev/null')); } catch {}
    for (let at = 0; at < ${spare}; at++) closeSync(open.pop());
    const end = await loadCorpus(${JSON.stringify(folder)}, options).then(
      (corpus) => ({ digest: corpus.digest === whole.digest, leftOut: corpus.leftOut }),
      ({ code }) => ({ code }),
    );
    for (const descriptor of open) closeSync(descriptor);
    process.stdout.write(JSON.stringify(end));`;
  const node = `"${process.execPath}" --import tsx --input-type=module --eval "$SCRIPT"`;
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `ulimit -n 256 && exec ${node}`], {
    env: { ...process.env, SCRIPT: script },
  });
  return JSON.parse(stdout);
}

test.skipIf(process.platform === 'win32')(
  'too many open files are a failure, never files that cannot be read, and few are opened at once',
  { timeout: 60_000 },
  async () => {
    const folder = await writeFolder(files);
    expect(await load(folder, 0)).toEqual({ code: 'too-many-open-files' });
    // Folders and files are opened one after the other.
    expect(await load(folder, 4)).toMatchObject({ digest: true });
  },
);
