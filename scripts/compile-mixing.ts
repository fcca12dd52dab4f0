/**
 * Compiles the context mixing's hot loops from AssemblyScript to WebAssembly, into a TypeScript file that any bundler
 * and test runner can import. The result is committed; a test checks that it is what the sources compile to.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { main } from 'assemblyscript/asc';

const root = path.resolve(import.meta.dirname, '..');
const entry = 'model/mixing/assembly/index.ts';
export const compiledFile = path.join(root, 'model/mixing/compiled.ts');

/** The text of `model/mixing/compiled.ts`. */
export async function compileMixing(): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error } = await main(
    [
      entry,
      ...['--outFile', 'mixing.wasm', '--baseDir', root, '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert'],
      // Static data must stay below the fixed layout, see assembly/layout.ts.
      ...['--memoryBase', '1024', '--disableWarning', '201'],
    ],
    {
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') binary = contents;
      },
    },
  );
  if (error !== null || binary === undefined) throw error ?? new Error('The compiler gave no output.');
  return [
    '/** WebAssembly that `npm run compile:mixing` made of `assembly/`, in base64; do not edit. */',
    `export const compiledMixing =\n  '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) await writeFile(compiledFile, await compileMixing());
