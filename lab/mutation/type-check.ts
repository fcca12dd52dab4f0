/** What the types say of a mutant: one that they refuse needs no test. */
import path from 'node:path';
import ts from 'typescript';

export class TypeCheck {
  readonly #service: ts.LanguageService;
  /** What a file is to be read as, in place of what it is. */
  #inPlace: { readonly file: string; readonly text: string } | undefined;
  #version = 0;

  /** @param files all that mutants will be of, as paths from the root. */
  constructor(
    private readonly root: string,
    files: readonly string[],
  ) {
    const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as {
      config: object;
    };
    const { options } = ts.parseJsonConfigFileContent({ ...config, files, include: [] }, ts.sys, root);
    const names = files.map((file) => path.join(root, file));
    this.#service = ts.createLanguageService({
      // What a fault leaves unused or out of reach is no error of types.
      getCompilationSettings: () => ({
        ...options,
        ...{ incremental: false, allowUnreachableCode: true, noUnusedLocals: false, noUnusedParameters: false },
      }),
      getScriptFileNames: () => names,
      getScriptVersion: (name) => (name === this.#inPlace?.file ? `mutant ${this.#version}` : 'as it is'),
      getScriptSnapshot: (name) => {
        const text = name === this.#inPlace?.file ? this.#inPlace.text : ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (chosen) => ts.getDefaultLibFilePath(chosen),
      fileExists: (name) => ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
      directoryExists: (name) => ts.sys.directoryExists(name),
      realpath: (name) => ts.sys.realpath?.(name) ?? name,
    });
  }

  /** Whether a file may have this text. */
  accepts(file: string, text: string): boolean {
    const name = path.join(this.root, file);
    this.#inPlace = { file: name, text };
    this.#version += 1;
    const errors = [...this.#service.getSyntacticDiagnostics(name), ...this.#service.getSemanticDiagnostics(name)];
    this.#inPlace = undefined;
    return errors.length === 0;
  }
}
