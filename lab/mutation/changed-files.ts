/** What a mutant changes of the files that are run, found out without touching any. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { compileAssembly, compiledFile, modules } from '../../scripts/compile-assembly';
import { type Mutant, mutated } from './mutants';
import { TypeCheck } from './type-check';

/** Texts by paths from the root. */
export type ChangedFiles = ReadonlyMap<string, string>;

const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

/** The file that an AssemblyScript source is compiled into; undefined for TypeScript. */
export function compiledInto(root: string, file: string): string | undefined {
  const compiled = moduleOf(file);
  return compiled && path.relative(root, compiledFile(compiled));
}

function moduleOf(file: string): (typeof modules)[number] | undefined {
  return modules.find(({ folder }) => file.startsWith(`model/${folder}/assembly/`));
}

export class Compilers {
  readonly #types: TypeCheck;

  /** @param files all that mutants are of. */
  constructor(
    private readonly root: string,
    files: readonly string[],
  ) {
    this.#types = new TypeCheck(
      root,
      files.filter((file) => moduleOf(file) === undefined),
    );
  }

  /** Undefined where a compiler refuses the mutant, or makes of it what it makes of the original. */
  async changedBy(mutant: Mutant): Promise<ChangedFiles | undefined> {
    const { file } = mutant;
    const text = mutated(readFileSync(path.join(this.root, file), 'utf8'), mutant);
    const compiled = moduleOf(file);
    if (compiled === undefined) return this.#types.accepts(file, text) ? new Map([[file, text]]) : undefined;
    const output = path.relative(this.root, compiledFile(compiled));
    const read = (name: string): Promise<string | null> =>
      name === file ? Promise.resolve(text) : readFile(path.join(this.root, name), 'utf8').catch(() => null);
    const binary = await compileAssembly(compiled, read, nowhere).catch(() => undefined);
    if (binary === undefined || binary === (await readFile(compiledFile(compiled), 'utf8'))) return undefined;
    return new Map([
      [file, text],
      [output, binary],
    ]);
  }
}
