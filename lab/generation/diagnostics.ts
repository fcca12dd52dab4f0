/** What TypeScript's own checker says of generated files, each put in the place of the real one. */
import path from 'node:path';
import ts from 'typescript';

export interface Diagnostics {
  readonly syntactic: number;
  readonly semantic: number;
}

/** Checks one file after another, and reads the rest of the code base once. */
export class TypeChecker {
  readonly #options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2020,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  readonly #read = new Map<string, ts.SourceFile | undefined>();
  #program: ts.Program | undefined;

  constructor(private readonly folder: string) {}

  of(file: string, text: string): Diagnostics {
    const name = path.join(this.folder, file);
    const host = ts.createCompilerHost(this.#options);
    const getSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (asked, ...rest) => {
      if (path.resolve(asked) === name) return ts.createSourceFile(asked, text, ts.ScriptTarget.ES2020);
      if (!this.#read.has(asked)) this.#read.set(asked, getSourceFile(asked, ...rest));
      return this.#read.get(asked);
    };
    const exists = host.fileExists.bind(host);
    host.fileExists = (asked) => path.resolve(asked) === name || exists(asked);
    const program = ts.createProgram([name], this.#options, host, this.#program);
    this.#program = program;
    const source = program.getSourceFile(name);
    return {
      syntactic: program.getSyntacticDiagnostics(source).length,
      semantic: program.getSemanticDiagnostics(source).length,
    };
  }
}
