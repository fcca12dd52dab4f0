/**
 * Grammars of programming languages: tree-sitter's, as VS Code ships them. A grammar is loaded when a file of its
 * language is first looked at.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';

const languages: Readonly<Record<string, string>> = {
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.tsx': 'tsx',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.py': 'python',
  '.pyi': 'python',
  '.go': 'go',
  '.java': 'java',
  '.rs': 'rust',
  '.cs': 'c-sharp',
  '.c': 'cpp',
  '.h': 'cpp',
  '.cc': 'cpp',
  '.cpp': 'cpp',
  '.cxx': 'cpp',
  '.hpp': 'cpp',
  '.hh': 'cpp',
  '.css': 'css',
  '.rb': 'ruby',
  '.php': 'php',
  '.sh': 'bash',
  '.bash': 'bash',
};

/** Names of the grammars, as their files have them. */
export const grammars: readonly string[] = [...new Set(Object.values(languages))];
export const grammarPackage = '@vscode/tree-sitter-wasm';

export class Grammar {
  private constructor(private readonly parser: TreeSitter.Parser) {}

  /**
   * @param file path or name of a file; its extension tells the language.
   * @returns undefined where no grammar of the language is at hand.
   */
  static async of(file: string): Promise<Grammar | undefined> {
    const name = languages[path.posix.extname(file).toLowerCase()];
    if (name === undefined) return undefined;
    const { Parser } = await started();
    const parser = new Parser();
    parser.setLanguage(await languageNamed(name));
    return new Grammar(parser);
  }

  /** Nodes in a text's tree that are errors, or that the parser had to add; some 2 milliseconds for 10,000 characters. */
  errorsIn(text: string): number {
    const tree = this.parser.parse(text);
    if (tree === null) return 0;
    try {
      if (!tree.rootNode.hasError) return 0;
      let errors = 0;
      const open = [tree.rootNode];
      for (let node = open.pop(); node !== undefined; node = open.pop()) {
        if (node.isError || node.isMissing) errors += 1;
        else if (node.hasError) open.push(...node.children.filter((child) => child !== null));
      }
      return Math.max(1, errors);
    } finally {
      tree.delete();
    }
  }

  dispose(): void {
    this.parser.delete();
  }
}

type Runtime = typeof TreeSitter;

let starting: Promise<Runtime> | undefined;
const loading = new Map<string, Promise<TreeSitter.Language>>();

function started(): Promise<Runtime> {
  starting ??= (async () => {
    const { default: treeSitter } = (await import('@vscode/tree-sitter-wasm')) as unknown as { default: Runtime };
    await treeSitter.Parser.init({ locateFile: (file: string) => path.join(folder(), file) });
    return treeSitter;
  })();
  return starting;
}

function languageNamed(name: string): Promise<TreeSitter.Language> {
  const known = loading.get(name);
  if (known !== undefined) return known;
  const loaded = (async () => {
    const { Language } = await started();
    return Language.load(path.join(folder(), `tree-sitter-${name}.wasm`));
  })();
  loading.set(name, loaded);
  return loaded;
}

/** Where the grammars lie, and what parses by them. */
function folder(): string {
  return path.dirname(createRequire(path.join(import.meta.dirname, 'grammars')).resolve(grammarPackage));
}
