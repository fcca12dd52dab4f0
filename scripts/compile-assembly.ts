/**
 * Compiles the hot loops of the language model from AssemblyScript to WebAssembly, into TypeScript files that any
 * bundler and test runner can import. The results are committed; a test checks that they are what the sources compile
 * to.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The part of the compiler's interface that is used here. */
interface Compiler {
  main(
    words: readonly string[],
    io: {
      readFile(name: string, folder: string): Promise<string | null>;
      writeFile(name: string, contents: string | Uint8Array): void;
      stderr: NodeJS.WritableStream;
    },
  ): Promise<{ error: Error | null }>;
}

// Not imported by its name in place: the compiler's own types would change those of every array's `at`.
const compiler = 'assemblyscript/asc';
const asc = (await import(compiler)) as Compiler;

const root = path.resolve(import.meta.dirname, '..');
/** Folders of `model/` that have an `assembly` folder, and what their compiled modules are called. */
export const modules = [
  { folder: 'mixing', name: 'compiledMixing' },
  { folder: 'ngram', name: 'compiledNgrams' },
] as const;
export type Compiled = (typeof modules)[number];

export function compiledFile({ folder }: Compiled): string {
  return path.join(root, 'model', folder, 'compiled.ts');
}

/**
 * The text of a module's `compiled.ts`.
 *
 * @param read gives the text of a source by its path in the repository, null where there is none.
 * @param stderr gets what the compiler says.
 * @throws Error where it refuses a source.
 */
export async function compileAssembly(
  { folder, name }: Compiled,
  read: (file: string) => Promise<string | null> = readSource,
  stderr: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  let binary: Uint8Array | undefined;
  const { error } = await asc.main(
    [
      `model/${folder}/assembly/index.ts`,
      ...['--outFile', 'module.wasm', '--baseDir', root, '--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert'],
      // Static data must stay below the fixed layout, see assembly/layout.ts.
      ...['--memoryBase', '1024', '--disableWarning', '201'],
    ],
    {
      readFile: (file: string, base: string) => read(path.relative(root, path.resolve(base, file))),
      writeFile: (_name: string, contents: string | Uint8Array) => {
        if (typeof contents !== 'string') binary = contents;
      },
      stderr,
    },
  );
  if (error !== null || binary === undefined) throw error ?? new Error('The compiler gave no output.');
  return [
    '/** WebAssembly that `npm run compile:assembly` made of `assembly/`, in base64; do not edit. */',
    `export const ${name} =\n  '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}

async function readSource(file: string): Promise<string | null> {
  return await readFile(path.join(root, file), 'utf8').catch(() => null);
}

if (process.argv[1] === import.meta.filename) {
  for (const compiled of modules) await writeFile(compiledFile(compiled), await compileAssembly(compiled));
}
